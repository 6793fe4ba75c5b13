import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startBrowser } from './browser.ts';
import type { House } from './house.ts';
import { startHouse } from './house.ts';

let house: House;
let browser: Browser;
beforeAll(async () => {
  // The browser moves the temporary folder, so the house comes first.
  house = await startHouse();
  browser = await startBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await house.close();
});

test('the printed link signs the first administrator in, once, and lands on the dashboard; the documentation is one step away', async () => {
  const link = await vi.waitUntil(
    () => /http:\/\/\S+\/login\?token=\S+/.exec(house.output())?.[0],
    { timeout: 10_000 },
  );
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const faults: string[] = [];
  const outside: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(house.url) && !request.url().startsWith('data:')) {
      outside.push(request.url());
    }
  });

  await page.goto(link);
  await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor();
  expect(page.url()).toBe(`${house.url}/`);
  await page.goto(`${house.url}/docs`);
  await page.locator('#operations-tag-ingest').click();
  await page.getByText('/api/v1/ingest/{table}').first().waitFor();
  const me = await page.evaluate(async () => (await fetch('/api/v1/auth/me')).json());

  expect(me).toMatchObject({ username: 'admin', is_admin: true });
  expect(faults).toEqual([]);
  expect(outside).toEqual([]);

  const again = await fetch(link, { redirect: 'manual' });
  expect(again.status).toBe(401);
}, 60_000);
