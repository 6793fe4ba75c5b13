import type { BrowserContext, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LiveMessage } from '../../../packages/catalogue/src/index.ts';
import { environment } from '../environment.ts';
import { changeAt, everySeconds, firstPicture, rowAt } from './busy-fleet.ts';
import type { LiveProxy } from './live-proxy.ts';
import { startLiveProxy } from './live-proxy.ts';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

/** How long a page is open, in hours of live messages, one a second. `npm run live-memory`: eight. */
const hours = Number(environment.HOMEPOT_TEST_LIVE_HOURS ?? '0.1');
const seconds = Math.round(hours * 3_600);
/** No more lines of a tail are kept. */
const linesMax = 500;
/** What is told before the first measurement, so that everything is drawn that ever will be. */
const warmSeconds = 200;
/** Timers of the page run so many times faster. */
const timersPace = 20;
const lines = Math.min(linesMax, Math.ceil((warmSeconds + seconds) / everySeconds));
const growthBytesMax = 20 * 1_024 * 1_024;
const tellMilliseconds = 25;
/** Alerts that are open after the first messages, and after the last: by them the page is known to be there. */
const marks = { warm: 333, done: 777 };

let web: WebHouse;
let proxy: LiveProxy;
let context: BrowserContext;
/** Everybody who follows: told by the test. */
const followers = new Set<{
  readonly told: (message: LiveMessage) => void;
  readonly rowsOf: string | null | undefined;
}>();

beforeAll(async () => {
  web = await startWebHouse();
  proxy = await startLiveProxy(web.url, (query, write) => {
    write(firstPicture());
    const hasRows = query.get('tables') !== null;
    followers.add({ told: write, rowsOf: hasRows ? query.get('device_id') : undefined });
  });
  context = await web.browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 860 },
  });
  await context.request.get(await web.createLink(), { maxRedirects: 0 });
  // What a page does every few seconds it does more often, as it would in the hours that are told.
  await context.addInitScript((faster) => {
    const { setTimeout: later, setInterval: repeat } = window;
    const sooner = (ms = 0) => (ms >= 1_000 && ms < 5_000 ? ms / faster : ms);
    Object.assign(window, {
      setTimeout: (run: () => void, ms?: number) => later(run, sooner(ms)),
      setInterval: (run: () => void, ms?: number) => repeat(run, sooner(ms)),
    });
  }, timersPace);
}, 90_000);
afterAll(async () => {
  proxy?.close();
  await web?.close();
});

/** Tells the seconds from one to another, `pace` of them in one. */
async function tell(from: number, to: number, pace: number, mark: number): Promise<void> {
  const step = (pace * tellMilliseconds) / 1_000;
  for (let second = from; second < to; second += 1) {
    for (const { told, rowsOf } of followers) {
      told(changeAt(second, second === to - 1 ? mark : 0));
      if (rowsOf && second % everySeconds === 0) told(rowAt(second, rowsOf));
    }
    if (second % step === 0) await new Promise((resolve) => setTimeout(resolve, tellMilliseconds));
  }
}

/** Bytes that the page holds after everything was thrown away that can be. */
async function readHeap(session: CDPSession): Promise<number> {
  for (let i = 0; i < 3; i += 1) await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

test.each([
  ['fleet', '/', 400, undefined],
  ['device', '/devices/pos-terminal-001?tab=tail', 200, 'Rows, the newest first'],
])(
  `the ${'%s'} page holds no more after ${hours} hours of live messages than at first`,
  async (name, path, pace, list) => {
    followers.clear();
    const page = await context.newPage();
    await page.goto(proxy.url + path);
    await page.getByRole('button', { name: /^Live/ }).waitFor();
    await expect.poll(() => followers.size, { timeout: 15_000 }).toBe(list === undefined ? 1 : 2);
    const session = await context.newCDPSession(page);
    await session.send('HeapProfiler.enable');
    const badge = (mark: number) =>
      page.getByText(`${mark} open`).first().waitFor({ timeout: 60_000 });
    await tell(0, warmSeconds, pace, marks.warm);
    await badge(marks.warm);
    const before = await readHeap(session);
    await tell(warmSeconds, warmSeconds + seconds, pace, marks.done);
    await badge(marks.done);
    if (list !== undefined) expect(await page.getByLabel(list).locator('li').count()).toBe(lines);
    const after = await readHeap(session);
    const mebibytes = (bytes: number) => Math.round((bytes / 1_024 / 1_024) * 10) / 10;
    const told = { page: name, seconds, before: mebibytes(before), after: mebibytes(after) };
    if (hours >= 1) process.stdout.write(`${JSON.stringify(told)}\n`);
    expect(after - before).toBeLessThan(growthBytesMax);
    await page.close();
  },
  (seconds / 200) * 2_000 + 60_000,
);
