import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TestDatabase } from '../../../packages/server/test/test-database.ts';
import { createTestDatabase } from '../../../packages/server/test/test-database.ts';
import { startBrowser } from '../browser.ts';
import { call } from '../call.ts';
import { findFreePort } from '../free-port.ts';
import { runHomepot } from '../homepot-command.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServerProcess } from '../server-process.ts';
import type { WebSite } from './web-site.ts';
import { startWebSite } from './web-site.ts';

type Row = Readonly<Record<string, unknown>>;

let folder: string;
let scratch: TestDatabase;
let port: number;
let house: ServerProcess;
let key: string;
let site: WebSite;
let browser: Browser;

const startHouse = (): Promise<ServerProcess> =>
  startServerProcess(folder, {
    DATABASE_URL: scratch.connectionString,
    PORT: String(port),
    SAMPLE_DATA: 'false',
    MQTT_ENABLED: 'false',
  });
const ask = (path: string) => call(house.url + path, { key: house.localKey });

beforeAll(async () => {
  // The browser moves the temporary folder, so the house comes first.
  folder = await mkdtemp(join(tmpdir(), 'homepot-pages-'));
  scratch = await createTestDatabase();
  port = await findFreePort();
  house = await startHouse();
  site = await startWebSite(
    () => house.url,
    () => key,
  );
  const made = await runHomepot(
    ['keys', 'create', '--name', 'shop', '--scope', 'browser', '--origin', site.origin],
    { DATA_DIR: folder },
  );
  key = made.stdout.trim();
  expect(made.stderr).toContain(
    `<script src="${house.url}/sdk/homepot.js" data-key="${key}"></script>`,
  );
  browser = await startBrowser({ isStrict: true });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  site?.close();
  await house?.stop();
  await scratch?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Another visitor in each test. */
let visitor: BrowserContext;
let faults: string[];
let cookies: string[];

beforeEach(async () => {
  visitor = await browser.newContext();
  faults = [];
  cookies = [];
});
afterEach(() => visitor.close());

async function open(path: string, origin = site.origin): Promise<Page> {
  const page = await visitor.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', async (request) => {
    const { cookie } = await request.allHeaders().catch(() => ({ cookie: undefined }));
    if (cookie !== undefined) cookies.push(cookie);
  });
  await page.goto(origin + path);
  return page;
}

/** What the page keeps as the name of its visitor. */
const nameOf = (page: Page): Promise<string> =>
  page.evaluate(() => localStorage.getItem('homepot.visitor') ?? '');

/** As if the network had come back: what waits need not be five seconds old. */
const sendNow = (page: Page): Promise<boolean> =>
  page.evaluate(() => dispatchEvent(new Event('online')));

async function rowsOf(
  list: string,
  filter: string,
  count: number,
  timeout = 20_000,
): Promise<readonly Row[]> {
  const path = `/api/v1/analytics/${list}?trust=browser&order=asc&limit=1000&${filter}`;
  return vi.waitUntil(
    async () => {
      const { data } = (await ask(path)).body as { data: readonly Row[] };
      return data.length >= count ? data : undefined;
    },
    { timeout, interval: 100 },
  );
}

declare const homepot: {
  trackActivity(type: string, facts?: object): void;
  page(url?: string): void;
  counts(): { waiting: number; passed: number; dropped: number } | undefined;
};

const trackMany = (page: Page, from: number, count: number): Promise<void> =>
  page.evaluate(
    ([first, many]) => {
      for (let n = first; n < first + many; n += 1) {
        homepot.trackActivity('custom', { extra_data: { n } });
      }
    },
    [from, count] as const,
  );
const numbersOf = (rows: readonly Row[]): unknown[] =>
  rows
    .flatMap(({ extra_data }) => (extra_data === null ? [] : [(extra_data as { n: number }).n]))
    .sort((one, other) => one - other);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const waitingOf = (page: Page): Promise<number | undefined> =>
  page.evaluate(() => homepot.counts()?.waiting);

describe('the page of the how-to', () => {
  test('tells what its visitor does, and nothing that stands behind an address', async () => {
    const page = await open('/?campaign=secret#top');
    const name = await nameOf(page);
    await page.fill('[name=query]', 'tea');
    await page.click('#search button');
    await page.click('#buy');
    await page.click('#pay');
    await page.click('#sign-in');
    await page.click('#buy');
    await sendNow(page);
    const activities = await rowsOf('user-activities', `user_id=visitor:${name}`, 4);
    const { origin } = site;
    expect(activities).toMatchObject([
      { activity_type: 'page_view', page_url: `${origin}/` },
      { activity_type: 'search', search_query: 'tea', results_count: 2, page_url: `${origin}/` },
      { activity_type: 'page_view', page_url: `${origin}/found` },
      { activity_type: 'click', element_id: 'buy', extra_data: { article: 'teapot' } },
    ]);
    const known = await rowsOf('user-activities', 'user_id=page:customer-17', 1);
    expect(known[0]?.session_id).toBe(activities[0]?.session_id);
    const [error] = await rowsOf('errors', `user_id=visitor:${name}`, 1);
    expect(error).toMatchObject({
      category: 'frontend',
      error_code: 'RangeError',
      error_message: 'The card was declined',
      context: { step: 'payment', page_url: `${origin}/found` },
    });
    expect(error?.stack_trace).toContain('RangeError');
    expect(faults).toEqual([]);
    expect(cookies).toEqual([]);
    expect(await visitor.cookies()).toEqual([]);
  });

  test('tells errors that nobody handled', async () => {
    const page = await open('/');
    const name = await nameOf(page);
    await page.evaluate(() => {
      setTimeout(() => {
        throw new TypeError('nobody caught this');
      });
      void Promise.reject(new Error('nor that'));
    });
    await expect.poll(() => waitingOf(page)).toBe(3);
    await sendNow(page);
    const errors = await rowsOf('errors', `user_id=visitor:${name}`, 2);
    expect(errors.map(({ error_message }) => error_message).sort()).toEqual([
      'nobody caught this',
      'nor that',
    ]);
  });

  test('forgets its visitor who asks for it', async () => {
    const page = await open('/');
    await page.click('#never');
    await page.click('#buy');
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['homepot.consent']);
    await page.reload();
    await page.click('#buy');
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['homepot.consent']);
  });
});

test('as a module it tells the same', async () => {
  const page = await open('/module');
  const name = await nameOf(page);
  await sendNow(page);
  const rows = await rowsOf('user-activities', `user_id=visitor:${name}`, 2);
  expect(rows).toMatchObject([
    { activity_type: 'page_view', page_url: `${site.origin}/module` },
    { activity_type: 'custom', extra_data: { loaded: 'as a module' }, duration_ms: 12 },
  ]);
  expect(faults).toEqual([]);
});

test('a page that is closed at once has told everything', async () => {
  const page = await open('/');
  const name = await nameOf(page);
  await trackMany(page, 0, 25);
  await page.close({ runBeforeUnload: true });
  const rows = await rowsOf('user-activities', `user_id=visitor:${name}`, 26);
  expect(numbersOf(rows)).toEqual(upTo(25));
  // What the closed page could not be told has arrived is sent again by the next, and stored once.
  const next = await open('/');
  await sendNow(next);
  await vi.waitUntil(async () => (await waitingOf(next)) === 0, { timeout: 15_000 });
  expect(numbersOf(await rowsOf('user-activities', `user_id=visitor:${name}`, 27))).toEqual(
    upTo(25),
  );
  expect(faults).toEqual([]);
});

test('two tabs are one visit, and neither takes from the other', async () => {
  const [one, other] = [await open('/'), await open('/')];
  const name = await nameOf(one);
  await Promise.all([trackMany(one, 0, 30), trackMany(other, 30, 30)]);
  const rows = await rowsOf('user-activities', `user_id=visitor:${name}`, 62);
  expect(numbersOf(rows)).toEqual(upTo(60));
  expect(new Set(rows.map(({ session_id }) => session_id)).size).toBe(1);
});

test('a house that is killed and comes back has everything once, also of pages closed meanwhile', async () => {
  const [stays, goes] = [await open('/'), await open('/')];
  const name = await nameOf(stays);
  await trackMany(stays, 0, 40);
  await house.kill();
  await trackMany(stays, 40, 40);
  await trackMany(goes, 80, 40);
  await goes.close({ runBeforeUnload: true });
  await vi.waitUntil(async () => (await waitingOf(stays)) !== 0, { timeout: 10_000 });
  house = await startHouse();
  await trackMany(stays, 120, 1);
  const rows = await rowsOf('user-activities', `user_id=visitor:${name}`, 123, 60_000);
  expect(numbersOf(rows)).toEqual(upTo(121));
  expect(await stays.evaluate(() => homepot.counts()?.dropped)).toBe(0);
}, 90_000);

test.each([
  ['doNotTrack', '1'],
  ['globalPrivacyControl', true],
])('a visitor whose browser says %s is not followed', async (name, value) => {
  await visitor.addInitScript(
    ([property, said]) => {
      Object.defineProperty(navigator, property as string, { get: () => said });
    },
    [name, value],
  );
  const asked: string[] = [];
  visitor.on('request', (request) => {
    if (request.url().startsWith(house.url)) asked.push(new URL(request.url()).pathname);
  });
  const page = await open('/');
  await page.click('#buy');
  await page.click('#pay');
  await page.close({ runBeforeUnload: true });
  const next = await open('/empty');
  expect(await next.evaluate(() => Object.keys(localStorage))).toEqual([]);
  expect(asked).toEqual(['/sdk/homepot.js']);
  expect(faults).toEqual([]);
});

test('a page of another origin is refused, and works on', async () => {
  const elsewhere = site.origin.replace('127.0.0.1', 'localhost');
  const page = await open('/', elsewhere);
  const name = await nameOf(page);
  const refused = page.waitForEvent('requestfailed');
  await trackMany(page, 0, 20);
  expect((await refused).url()).toContain('/api/v1/browser');
  await page.click('#buy');
  const path = `/api/v1/analytics/user-activities?user_id=visitor:${name}`;
  expect((await ask(path)).body).toMatchObject({ data: [] });
  const log = '/api/v1/analytics/requests?endpoint=/api/v1/browser&status_class=4';
  const told = await vi.waitUntil(
    async () => {
      const { data } = (await ask(log)).body as { data: readonly Row[] };
      return data[0];
    },
    { timeout: 10_000 },
  );
  // Nobody is named: least of all the administrator who made the key.
  expect(told).toMatchObject({ status_code: 403, user_id: null, path: '/api/v1/browser' });
});
