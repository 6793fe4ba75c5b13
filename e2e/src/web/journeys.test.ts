import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../call.ts';
import { sendReport } from './send-report.ts';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

/** For what the server does in its own time, on a machine that does much else. */
const patience = { timeout: 40_000 };

let web: WebHouse;
beforeAll(async () => {
  web = await startWebHouse();
}, 90_000);
afterAll(() => web?.close());

const headOf = (page: Page) => page.locator('.page-head');

/** An application that fails, the same way each time. */
async function fail(message: string, times: number, agoMs = 0): Promise<void> {
  const made = await web.ask('/api/v1/keys', { body: { name: message, scope: 'ingest' } });
  const { key } = made.body as { key: string };
  const body = Array.from({ length: times }, () => ({
    timestamp: new Date(Date.now() - agoMs).toISOString(),
    category: 'api',
    severity: 'error',
    error_message: message,
    error_code: 'TILL_LOST',
  }));
  const sent = await call(`${web.url}/api/v1/ingest/error_logs`, { key, body });
  expect(sent.body).toMatchObject({ accepted: times });
}

async function signInBeside(): Promise<BrowserContext> {
  const context = await web.browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London' });
  await context.request.get(await web.createLink(), { maxRedirects: 0 });
  return context;
}

test('the worst device is two presses from the fleet page, and says why', async () => {
  const failing = await sendReport(web, 'unhealthy');
  const page = await web.open('/');
  const sites = page.getByRole('region', { name: 'Sites, worst first' });
  await sites.getByTitle(`${failing}: error`, { exact: false }).waitFor(patience);
  await sites.getByRole('link', { name: 'Web site' }).click();
  await page.getByRole('link', { name: failing }).first().click();
  const state = page.getByRole('region', { name: 'State' });
  await state.getByText('database error').waitFor(patience);
  web.expectNoFaults();
}, 120_000);

test('an error that was resolved opens again when it happens again', async () => {
  await fail('The till was lost', 3);
  const page = await web.open('/errors');
  await page.getByRole('link', { name: 'The till was lost' }).click();
  await page.getByRole('button', { name: 'Resolve' }).click();
  await headOf(page).getByText('resolved').waitFor(patience);
  await fail('The till was lost', 1);
  await headOf(page).getByText('open', { exact: true }).waitFor(patience);
  await page.getByText('once', { exact: true }).waitFor(patience);
  web.expectNoFaults();
}, 120_000);

test('a rule shows what it would have found before it is saved', async () => {
  await fail('The printer is on fire', 12, 7_200_000);
  const page = await web.open('/alerts');
  await page.getByRole('link', { name: 'New rule' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Too many errors');
  await page.getByLabel('What is watched').selectOption('error_count');
  await page.getByLabel(/^Limit/).fill('5');
  await page.getByText(/^When the number of errors.* is above 5/).waitFor();
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText(/It would have fired \d+ times?/).waitFor(patience);
  await web.expectAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('table', { name: 'Rules of alerts' }).getByText('Too many errors').waitFor();
  web.expectNoFaults();
}, 120_000);

test('a dry run says what a shorter policy would remove, and removes nothing', async () => {
  const countErrors = async () => {
    const [row] = await web.query<{ count: number }>(
      'SELECT count(*) AS count FROM user_activities',
    );
    return row?.count;
  };
  const before = await countErrors();
  const page = await web.open('/retention');
  await page.getByRole('row', { name: /^user_activities/ }).click();
  await page.getByLabel('Days').fill('1');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /^user_activities.*own policy/ }).waitFor(patience);
  await page.getByRole('link', { name: 'Dry run' }).click();
  const plan = page.getByRole('table', { name: 'What would leave' });
  await plan.getByRole('row', { name: /^user_activities/ }).waitFor(patience);
  await web.expectAccessible(page);
  expect(await countErrors()).toBe(before);
  web.expectNoFaults();
}, 120_000);

test('a data set is looked at, made, downloaded and opened', async () => {
  const page = await web.open('/export/new?range=7d');
  await page.getByLabel('device_metrics').uncheck();
  await page.getByLabel('error_logs').check();
  await page.getByLabel('Simulated and sample rows too').check();
  await page.getByLabel('Format').selectOption('ndjson');
  await page.getByRole('button', { name: 'Preview 20 rows' }).click();
  await page.getByRole('table', { name: 'Some rows of error_logs' }).waitFor(patience);
  await page.getByRole('button', { name: 'Make the data set' }).click();
  await headOf(page).getByText('completed').waitFor(patience);
  const row = page
    .getByRole('table', { name: 'Files' })
    .getByRole('row', { name: /error_logs/ })
    .last();
  const coming = page.waitForEvent('download');
  await row.getByRole('link').click();
  const file = await readFile(await (await coming).path(), 'utf8');
  const records = file
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(await row.getByText(String(records.length), { exact: true }).count()).toBe(1);
  expect(records[0]).toHaveProperty('category');
  web.expectNoFaults();
}, 120_000);

test('whoever opens a copied link sees the same', async () => {
  const page = await web.open('/errors?status=open&range=7d');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const titlesOf = (one: Page) =>
    one.getByRole('region', { name: 'Groups of like errors' }).getByRole('link').allTextContents();
  await expect.poll(() => titlesOf(page), patience).not.toEqual([]);
  await page.getByRole('button', { name: /Last 7 days/ }).click();
  await page.getByRole('button', { name: 'Copy link, frozen' }).click();
  await page.getByText('The link is copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await signInBeside();
  const theirs = await other.newPage();
  await theirs.goto(link);
  await expect.poll(() => titlesOf(theirs), patience).toEqual(await titlesOf(page));
  await other.close();
  web.expectNoFaults();
}, 120_000);

test('an agent that calls again and again what fails is told on the page of tools', async () => {
  const made = await web.ask('/api/v1/keys', { body: { name: 'agent', scope: 'ingest' } });
  const { key } = made.body as { key: string };
  const startMs = Date.now() - 60_000;
  const outcomes = ['timeout', 'timeout', 'tool_error', 'timeout', 'ok'];
  const body = outcomes.map((outcome, i) => {
    const at = new Date(startMs + i * 4_000).toISOString();
    const call = { bcp_name: 'till', tool_name: 'refund', operation: 'create', user_id: 'ann' };
    const ended = { outcome, success: outcome === 'ok' };
    return { ...call, ...ended, session_id: 'agent-7', timestamp: at, start_time: at };
  });
  const sent = await call(`${web.url}/api/v1/ingest/tool_usage_logs`, { key, body });
  expect(sent.body).toMatchObject({ accepted: 5 });
  const row = (page: Page) =>
    page.getByRole('region', { name: 'Retry loops' }).locator('tr', { hasText: 'agent-7' });
  const page = await web.open('/tools');
  await expect
    .poll(async () => {
      await page.reload();
      return row(page).count();
    }, patience)
    .toBe(1);
  for (const text of ['till / refund / create', '3 timed out', '12 s', 'succeeded', 'ann']) {
    await row(page).getByText(text).first().waitFor();
  }
  await page.goto(`${web.url}/tools?pack=other`);
  await page.getByText('Nobody called an operation that failed 3 times').waitFor();
  web.expectNoFaults();
});
