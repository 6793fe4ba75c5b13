import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pages } from '../../../packages/web/src/routes.ts';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

const widePixels = 1_280;
const narrowPixels = 360;
const loadMilliseconds = 20_000;

let web: WebHouse;

const firstOf = async (path: string, name: string): Promise<string> => {
  const { body } = await web.ask(path);
  return String((body as { data: Record<string, unknown>[] }).data[0]?.[name] ?? '');
};

/** What is shown at each path with a parameter. */
const parameters: Readonly<Record<string, () => Promise<string>>> = {
  '/sites/:site_id': async () => 'site-001',
  '/schedules/:site_id': async () => 'site-001',
  '/devices/:device_id': async () => 'pos-terminal-001',
  '/jobs/:job_id': () => firstOf('/api/v1/jobs', 'job_id'),
  '/errors/:group_id': () => firstOf('/api/v1/errors', 'fingerprint'),
  '/alerts/rules/:id': () => firstOf('/api/v1/alert-rules', 'id'),
  '/alerts/:id': () => firstOf('/api/v1/alerts', 'id'),
  '/export/:export_id': () => firstOf('/api/v1/exports', 'export_id'),
};

async function addressOf(path: string): Promise<string> {
  if (!path.includes(':')) return path;
  const read = parameters[path] ?? expect.fail(`this test knows nothing to show at ${path}`);
  await expect.poll(read, { timeout: loadMilliseconds }).not.toBe('');
  return path.replace(/:\w+/, await read());
}

/** A data set, and a rule that finds something as soon as it is looked at. */
async function fill(): Promise<void> {
  const from = new Date(Date.now() - 86_400_000).toISOString();
  const dataSet = { tables: ['error_logs'], format: 'csv', from, provenance: ['sample'] };
  const made = await web.ask('/api/v1/exports', { body: dataSet });
  const rule = { name: 'All is well', measure: 'error_count', comparator: 'below' };
  const ruled = await web.ask('/api/v1/alert-rules', {
    body: { ...rule, threshold: 1, window_seconds: 60, minimum_count: 0, severity: 'info' },
  });
  expect([made.status, ruled.status], JSON.stringify([made.body, ruled.body])).toEqual([201, 201]);
}

beforeAll(async () => {
  web = await startWebHouse();
  await fill();
}, 90_000);
afterAll(() => web?.close());

/** Waits until nothing is loading and the page has said what it is. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor({ timeout: loadMilliseconds });
  await page.waitForFunction(
    () => document.querySelector('.skeleton, [aria-busy="true"]') === null,
    undefined,
    { timeout: loadMilliseconds },
  );
}

/** The parts of a page that are addresses of their own. */
const tabsOf = (page: Page): Promise<string[]> =>
  page
    .locator('.tabs-tab:not([aria-current])')
    .evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('href') ?? ''));

/** In the dark on a desk, in the light on a telephone: nothing that axe finds, nothing that must be scrolled sideways. */
async function expectWellMade(page: Page): Promise<void> {
  await page.setViewportSize({ width: widePixels, height: 860 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await settle(page);
  await web.expectAccessible(page);
  await page.setViewportSize({ width: narrowPixels, height: 780 });
  await page.emulateMedia({ colorScheme: 'light' });
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(narrowPixels);
  await web.expectAccessible(page);
}

test.each(pages.map(({ path, title }) => ({ path, title })))(
  '$path ($title) is accessible in the dark and in the light, fits a telephone, and faults nowhere',
  async ({ path }) => {
    const page = await web.open(await addressOf(path), { theme: '' });
    await expectWellMade(page);
    for (const tab of await tabsOf(page)) {
      await page.goto(web.url + tab);
      await expectWellMade(page);
    }
    web.expectNoFaults();
  },
  120_000,
);

async function openAsMember(): Promise<Page> {
  await web.ask('/api/v1/users', { body: { username: 'mia', email: 'mia@example.com' } });
  const { stdout } = await web.homepot('users', 'login-link', 'mia');
  const context = await web.browser.newContext({ locale: 'en-GB' });
  const link = stdout.trim().replace(/^https?:\/\/[^/]+/, web.url);
  await context.request.get(link, { maxRedirects: 0 });
  return context.newPage();
}

/** What only administrators can do. */
const ofAdministrators =
  /^(New|Make|Run now|Save|Remove|Resolve|Ignore|Reopen|Name and note|Pause|Resume|Retry|Cancel|Take back|Silence|I take care|Edit|Rename|Revoke|Merge|Split|Add|Copy to|Put)\b/;

test('a member is told what is not permitted, and offered nothing that would be refused', async () => {
  const page = await openAsMember();
  for (const { path, isForAdmins } of pages) {
    await page.goto(web.url + (await addressOf(path)));
    await settle(page);
    const main = page.getByRole('main');
    for (const role of ['button', 'link'] as const) {
      const offered = await main.getByRole(role, { name: ofAdministrators }).allTextContents();
      expect(offered, path).toEqual([]);
    }
    expect(await main.getByRole('alert').allTextContents(), path).toEqual([]);
    if (isForAdmins === true) await main.getByText('Not permitted').first().waitFor();
  }
  await page.context().close();
}, 150_000);
