import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendReport } from './send-report.ts';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

/** One more than a browser has connections to a server. */
const windowsCount = 7;

let web: WebHouse;
beforeAll(async () => {
  web = await startWebHouse();
}, 90_000);
afterAll(() => web?.close());

const matrixOf = (page: Page) => page.getByRole('region', { name: 'Sites, worst first' });

async function readFollowers(): Promise<number> {
  const text = String((await web.ask('/metrics')).body);
  return Number(/^homepot_live_followers\S* (\d+)/m.exec(text)?.[1] ?? Number.NaN);
}

const openWindows = async (): Promise<Page[]> => {
  const windows: Page[] = [];
  for (let i = 0; i < windowsCount; i += 1) windows.push(await web.open('/', { isBeside: i > 0 }));
  return windows;
};

test('seven windows load, are live over one connection, and go on when the first is closed', async () => {
  const [first, ...others] = await openWindows();
  for (const page of [first, ...others]) {
    if (page === undefined) expect.fail('no window');
    await matrixOf(page).locator('a.status-cells-cell').first().waitFor();
    await page.getByRole('button', { name: /^Live/ }).waitFor();
  }
  await expect.poll(readFollowers).toBe(1);
  const failing = await sendReport(web, 'unhealthy');
  for (const page of others) await matrixOf(page).getByTitle(`${failing}: error`).waitFor();
  await first?.close();
  await sendReport(web, 'healthy');
  for (const page of others) {
    await matrixOf(page).getByTitle(`${failing}: online`).waitFor({ timeout: 15_000 });
    await page.getByRole('button', { name: /^Live/ }).waitFor();
  }
  expect(await readFollowers()).toBe(1);
  await Promise.all(others.map((page) => page.close()));
  await expect.poll(readFollowers, { timeout: 10_000 }).toBe(0);
  web.expectNoFaults();
}, 120_000);

test('a browser without shared workers has a connection for each window', async () => {
  for (const isBeside of [false, true]) {
    const page = await web.open('/devices', { isBeside });
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
    await page.reload();
    await page.getByRole('button', { name: /^Live/ }).waitFor();
  }
  await expect.poll(readFollowers, { timeout: 10_000 }).toBe(2);
  web.expectNoFaults();
});

test('where the worker does not load, a window follows by itself', async () => {
  const page = await web.open('/devices');
  await page.addInitScript(() => {
    const Original = SharedWorker;
    Object.assign(globalThis, {
      SharedWorker: class extends Original {
        constructor() {
          super('/assets/live-worker-of-another-build.js', { type: 'module' });
        }
      },
    });
  });
  await page.reload();
  await page.getByRole('button', { name: /^Live/ }).waitFor({ timeout: 15_000 });
});
