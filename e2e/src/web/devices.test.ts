import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendReport } from './send-report.ts';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

let web: WebHouse;
beforeAll(async () => {
  web = await startWebHouse();
}, 90_000);
afterAll(() => web?.close());

test('filters of the list are its address, and a row leads to its device', async () => {
  const page = await web.open('/devices');
  await page.getByRole('link', { name: 'pos-terminal-001' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('terminal-003');
  await page.getByText('1 device, all of them').waitFor();
  expect(page.url()).toContain('q=terminal-003');
  await page.reload();
  await page.getByText('1 device, all of them').waitFor();
  await web.expectAccessible(page);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/devices/pos-terminal-003');
  await page.getByRole('region', { name: 'State', exact: true }).waitFor();
  web.expectNoFaults();
});

test.each([
  ['dark', 1_280],
  ['light', 360],
] as const)(
  'axe finds nothing on a device, %s at %i pixels, in any of its parts',
  async (theme, width) => {
    for (const tab of ['measurements', 'health', 'configuration', 'credentials']) {
      const page = await web.open(`/devices/pos-terminal-001?tab=${tab}&range=14d`, {
        theme,
        width,
      });
      await page.getByRole('region', { name: 'State', exact: true }).locator('dl').waitFor();
      await web.expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        width,
      );
    }
    web.expectNoFaults();
  },
  60_000,
);

test('a failing report is told with its reason within seconds, and maintenance begins and ends', async () => {
  const device = await sendReport(web, 'healthy');
  const page = await web.open(`/devices/${device}`);
  const state = page.getByRole('region', { name: 'State', exact: true });
  await state.getByText('Online: it reports every').waitFor();
  await sendReport(web, 'unhealthy');
  await state.getByText('In error because its last report says so.').waitFor({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Maintenance' }).click();
  await page.getByLabel('Why').fill('New printer');
  await page.getByRole('button', { name: 'Begin maintenance' }).click();
  await state.getByText('In maintenance').waitFor({ timeout: 15_000 });
  await page.getByRole('button', { name: 'End maintenance' }).click();
  await state.getByText('Unknown, not offline').waitFor({ timeout: 15_000 });
  web.expectNoFaults();
});

test('a credential is shown once, and taken back', async () => {
  const page = await web.open('/devices/pos-terminal-002?tab=credentials');
  const panel = page.getByRole('region', { name: 'Credentials' });
  await panel.getByRole('button', { name: 'Issue' }).click();
  const secret = (await panel.locator('pre').textContent()) ?? '';
  expect(secret.length).toBeGreaterThan(20);
  await panel.getByRole('button', { name: 'I have kept it' }).click();
  expect(await panel.locator('pre').count()).toBe(0);
  await panel
    .getByRole('button', { name: /^Take back/ })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await panel.getByText('taken back').first().waitFor();
  web.expectNoFaults();
});
