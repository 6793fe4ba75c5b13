import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../call.ts';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

let web: WebHouse;
beforeAll(async () => {
  web = await startWebHouse({ SAMPLE_DATA: 'false' });
}, 90_000);
afterAll(() => web?.close());

test('an empty house leads to the first steps, waits for what the snippet sends, and shows it', async () => {
  const page = await web.open('/');
  await page.getByRole('link', { name: 'Take the first steps' }).click();
  await page.getByRole('button', { name: /^An API/ }).click();
  await page.getByRole('button', { name: 'Make a key' }).click();
  const snippet = (await page.locator('pre').textContent()) ?? '';
  const key = /hp_ingest_[\w-]+/.exec(snippet)?.[0] ?? '';
  const [, record = ''] = /-d '([\s\S]+)'/.exec(snippet) ?? [];
  expect(snippet).toContain(`${web.url}/api/v1/ingest/api_request_logs`);
  await page.getByText('Waiting for the first record').waitFor();
  await web.expectAccessible(page);
  const records = Array.from({ length: 22 }, () => JSON.parse(record)[0]);
  const sent = await call(`${web.url}/api/v1/ingest/api_request_logs`, { key, body: records });
  expect(sent.body).toMatchObject({ accepted: 22 });
  await page.getByText('Connected, 22 records.').waitFor({ timeout: 20_000 });
  await page.waitForURL('**/api-performance?range=15m', { timeout: 20_000 });
  web.expectNoFaults();
}, 90_000);

test.each(['Devices', 'Tools', 'A web page', 'Just show me'])(
  'the first step for "%s" can be taken, and gives something to copy',
  async (name) => {
    const page = await web.open('/welcome', { theme: 'light', width: 360 });
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    const make = page.getByRole('button', { name: /^Make a/ });
    if (name !== 'Just show me') await make.click();
    await page.locator('pre').waitFor();
    await web.expectAccessible(page);
    web.expectNoFaults();
  },
);
