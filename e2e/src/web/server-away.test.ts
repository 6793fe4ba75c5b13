import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

let web: WebHouse;
beforeAll(async () => {
  web = await startWebHouse();
}, 90_000);
afterAll(() => web?.close());

test('a page whose server goes away shows what it has with its age, and goes on when it returns', async () => {
  const page = await web.open('/');
  const sites = page.getByRole('region', { name: 'Sites, worst first' });
  await sites.locator('.status-cells-cell').first().waitFor();
  await page.getByRole('button', { name: /^Live/ }).waitFor();
  const before = await sites.locator('.status-cells-cell').count();

  await web.kill();
  await page.getByRole('button', { name: /Server away · \d+ s ago/ }).waitFor();
  await sites.getByText(/As of \d+ (s|min) ago/).waitFor();
  expect(await sites.locator('.status-cells-cell').count()).toBe(before);

  await web.restart();
  await page.getByRole('button', { name: /^Live/ }).waitFor({ timeout: 20_000 });
  await sites.getByText(/As of/).waitFor({ state: 'hidden', timeout: 20_000 });
  await web.ask('/api/v1/sites', { body: { site_id: 'later', name: 'Entered later' } });
  await web.ask('/api/v1/devices', { body: { device_id: 'later-1', site_id: 'later' } });
  await sites.getByTitle('later-1: unknown', { exact: false }).waitFor({ timeout: 40_000 });
  web.expectNoFaults();
}, 120_000);
