import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tills } from './play-tills.ts';
import { playTills, slowVersion } from './play-tills.ts';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

/** For what happens on devices, on a machine that does much else. */
const patience = { timeout: 60_000 };
const windowSeconds = '10';
const ids = ['till-1', 'till-2', 'till-3', 'till-4', 'till-5'];

let web: WebHouse;
let tills: Tills;
beforeAll(async () => {
  web = await startWebHouse({ SAMPLE_DATA: 'false', CONFIGURATION_WINDOW_SECONDS: windowSeconds });
  tills = await playTills(web, 'shop', ids);
}, 90_000);
afterAll(async () => {
  tills?.stop();
  await web?.close();
});

/** A change that does harm to two of the tills; the verdict needs a while, in which other things are tried. */
async function doHarm(): Promise<void> {
  const made = await web.ask('/api/v1/jobs', {
    body: {
      action: 'Update POS payment config',
      device_ids: ['till-4', 'till-5'],
      config_version: slowVersion,
      settle_seconds: 1,
      force: true,
    },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
}

/** A change can be taken back where it is known what was there before. */
async function waitForVersions(): Promise<void> {
  const versions = async () => {
    const { body } = await web.ask('/api/v1/devices?site_id=shop');
    return (body as { data: { config_version: string }[] }).data.map((one) => one.config_version);
  };
  await expect.poll(versions, patience).toEqual(ids.map(() => '2.5.0'));
}

const next = (page: Page) => page.getByRole('button', { name: 'Next' }).click();

test('a staged job is made in three steps, and followed to its end', async () => {
  await waitForVersions();
  await doHarm();
  const page = await web.open('/jobs');
  await page.getByRole('link', { name: 'New job' }).click();
  await page.getByLabel('What is to be done').fill('Update POS payment config');
  await page.getByLabel('Configuration version').fill('2.6.0');
  await next(page);
  await page.getByLabel('Or these devices alone').fill('till-1, till-2');
  await page.getByText('2 devices').waitFor();
  await next(page);
  await page.getByRole('button', { name: 'In stages' }).click();
  await page.getByLabel('Stages, percent of the devices').fill('50, 100');
  await page.getByRole('button', { name: 'Start the job' }).click();
  await page.waitForURL(/\/jobs\/job-/);
  await page.getByText('50 % → [100 %]').waitFor(patience);
  await page.locator('.page-head').getByText('completed').waitFor(patience);
  const devices = page.getByRole('region', { name: '2 devices' });
  await devices.getByRole('img', { name: '2 of 2 verified, 0 failed' }).waitFor(patience);
  await web.expectAccessible(page);
  web.expectNoFaults();
}, 150_000);

test('a change that did harm is judged, and taken back', async () => {
  const page = await web.open('/changes');
  const change = page.getByRole('row', { name: slowVersion });
  await change.getByText('degraded').waitFor(patience);
  await change.click();
  const drawer = page.getByRole('dialog');
  const device = drawer.getByRole('group').filter({ hasText: 'till-4' });
  // The first device of a change shows its numbers unasked.
  if ((await device.getAttribute('open')) === null) await device.locator('summary').click();
  await device.getByText('degraded').first().waitFor();
  await device
    .getByRole('row', { name: /response time.*worse/ })
    .first()
    .waitFor();
  await web.expectAccessible(page);
  await device.getByRole('button', { name: 'Take back on this device' }).click();
  await device.getByText('taken back').waitFor(patience);
  await page.goto(`${web.url}/devices/till-4`);
  await page.getByRole('region', { name: 'State' }).getByText('2.5.0').waitFor(patience);
  web.expectNoFaults();
}, 150_000);
