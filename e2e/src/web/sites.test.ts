import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

let web: WebHouse;
beforeAll(async () => {
  web = await startWebHouse();
}, 90_000);
afterAll(() => web?.close());

test('a site is entered, found, shown on the map, and changed', async () => {
  const page = await web.open('/sites');
  await page.getByRole('button', { name: 'New site' }).click();
  await page.getByLabel('Id', { exact: true }).fill('site-900');
  await page.getByLabel('Name', { exact: true }).fill('Harbour Gate');
  await page.getByLabel('Time zone').fill('Asia/Kathmandu');
  await page.getByLabel('Latitude').fill('27.7');
  await page.getByLabel('Longitude').fill('85.3');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByLabel('Name, id or address').fill('harbour');
  await page.getByText('1 site, all of them').waitFor();
  const map = page.getByRole('region', { name: 'Where they lie' });
  await map.getByRole('link', { name: 'Harbour Gate' }).waitFor({ timeout: 15_000 });
  await web.expectAccessible(page);
  await map.getByRole('link', { name: 'Harbour Gate' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Harbour Gate', level: 1 }).waitFor();
  web.expectNoFaults();
});

test.each([
  ['dark', 1_280],
  ['light', 360],
] as const)('axe finds nothing on a site, %s at %i pixels', async (theme, width) => {
  const page = await web.open('/sites/site-001?range=14d', { theme, width });
  await page.getByRole('region', { name: 'This week' }).getByText('Monday').waitFor();
  await page.getByRole('table', { name: 'Devices' }).getByRole('link').first().waitFor();
  await web.expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    width,
  );
  web.expectNoFaults();
});

test('what the server refuses is told at the field that is wrong', async () => {
  const page = await web.open('/sites/site-900');
  await page.getByRole('button', { name: 'Edit site' }).click();
  await page.getByLabel('Time zone').fill('Mars/Olympus');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('is no IANA time zone').first().waitFor();
});
