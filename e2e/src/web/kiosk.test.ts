import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

let web: WebHouse;
beforeAll(async () => {
  web = await startWebHouse();
}, 90_000);
afterAll(() => web?.close());

const makeToken = async () => {
  const { body } = await web.ask('/api/v1/keys', { body: { name: 'wall', scope: 'display' } });
  return body as { readonly id: string; readonly key: string };
};

test('a display shows the fleet with its token alone, until that is revoked', async () => {
  const { id, key } = await makeToken();
  const context = await web.browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`${web.url}/kiosk#${key}`);
  await page.locator('.status-cells-cell').first().waitFor();
  await page.getByRole('button', { name: /^Live/ }).waitFor();
  expect(page.url()).toBe(`${web.url}/kiosk`);
  expect(await context.cookies()).toEqual([]);
  await web.expectAccessible(page);
  await page.reload();
  await page.locator('.status-cells-cell').first().waitFor();
  await web.ask(`/api/v1/keys/${id}`, { method: 'DELETE' });
  await page.getByText('This display has no token').waitFor({ timeout: 40_000 });
  await context.close();
}, 90_000);

test('the token of a display reads the fleet page and nothing else', async () => {
  const { key } = await makeToken();
  const statusOf = async (path: string) => (await web.ask(path, { key })).status;
  expect(await statusOf('/api/v1/fleet/overview')).toBe(200);
  expect(await statusOf('/api/v1/devices')).toBe(403);
  expect(await statusOf('/api/v1/metrics/overview')).toBe(403);
  expect(await statusOf('/api/v1/live?tables=error_logs')).toBe(403);
  expect(await statusOf('/api/v1/live?topics=errors')).toBe(403);
  const { body } = await web.ask('/api/v1/auth/me', { key });
  expect(body).not.toHaveProperty('username');
});
