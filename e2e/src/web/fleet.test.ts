import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendReport } from './send-report.ts';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

let web: WebHouse;
beforeAll(async () => {
  web = await startWebHouse();
}, 90_000);
afterAll(() => web?.close());

test('the printed link opens the dashboard signed in, once; then a password does', async () => {
  const context = await web.browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const link = await web.createLink();
  await page.goto(link);
  await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor();
  expect(page.url()).toBe(`${web.url}/`);
  await context.clearCookies();
  const used = await page.goto(link);
  expect(used?.status()).toBe(401);
  expect(used?.headers()['cache-control']).toBe('no-store');
  await page.getByText('Link not accepted').waitFor();
  await web.expectAccessible(page);
  await page.goto(`${web.url}/login`);
  await page.getByLabel('Password').waitFor();
  expect(await page.getByText('Link not accepted').count()).toBe(0);
  await page.goto(`${web.url}/devices`);
  await page.getByLabel('Password').fill('not the password');
  await page.getByLabel('User name or e-mail address').fill('admin');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  expect(page.url()).toBe(`${web.url}/devices`);
  await context.close();
});

test('a used link asks for a password, which leads to the fleet; who is signed in goes there at once', async () => {
  const password = 'correct horse battery';
  await web.ask('/api/v1/users', { body: { username: 'eve', email: 'eve@pot.example', password } });
  const context = await web.browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const link = await web.createLink();
  await page.goto(link);
  await context.clearCookies();
  await page.goto(link);
  await page.getByText('Link not accepted').waitFor();
  await page.getByLabel('Password').fill(password);
  await page.getByLabel('User name or e-mail address').fill('eve');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor();
  expect(page.url()).toBe(`${web.url}/`);
  await page.goto(link);
  await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor();
  expect(page.url()).toBe(`${web.url}/`);
  await context.close();
});

test('the fleet page shows every device, and a device that fails within seconds', async () => {
  const page = await web.open('/');
  const matrix = page.getByRole('region', { name: 'Sites, worst first' });
  await matrix.locator('a.status-cells-cell').first().waitFor();
  const { body } = await web.ask('/api/v1/devices/summary');
  const { total } = body as { total: number };
  expect(await matrix.locator('a.status-cells-cell').count()).toBe(total);
  const failing = await sendReport(web, 'unhealthy');
  await matrix.getByTitle(`${failing}: error`, { exact: false }).waitFor({ timeout: 15_000 });
  await page
    .getByRole('region', { name: 'What changed' })
    .getByText(`${failing} is error`)
    .waitFor();
  await sendReport(web, 'healthy');
  await matrix.getByTitle(`${failing}: online`, { exact: false }).waitFor({ timeout: 15_000 });
  web.expectNoFaults();
});

test.each([
  ['dark', 1_280],
  ['light', 1_280],
  ['light', 360],
] as const)(
  'axe finds nothing on it, %s at %i pixels, and it does not overflow',
  async (theme, width) => {
    const page = await web.open('/', { theme, width });
    await page.locator('.uplot').first().waitFor();
    await web.expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      width,
    );
    web.expectNoFaults();
  },
);

test('a range is part of the address: Back undoes it, a reload keeps it', async () => {
  const page = await web.open('/');
  await page.getByRole('button', { name: /Last 6 hours/ }).click();
  await page.getByLabel('In words').fill('last 3 days');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /Last 3 days/ }).waitFor();
  expect(page.url()).toBe(`${web.url}/?range=3d`);
  await page.reload();
  await page.getByRole('button', { name: /Last 3 days/ }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: /Last 6 hours/ }).waitFor();
  web.expectNoFaults();
});

test('charts are drawn in a browser whose system has no language; where they cannot be, tables are', async () => {
  const page = await web.open('/');
  await page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'language', { get: () => 'en-US@posix' }),
  );
  await page.reload();
  await page.locator('.uplot').first().waitFor();
  await page.route('**/assets/plot-*', (route) => route.abort());
  await page.reload();
  await page.locator('.chart').getByRole('table').first().waitFor();
  web.expectNoFaults();
});

test('keys find a page, a device and their own list', async () => {
  const page = await web.open('/');
  await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor();
  // The keys are listened to a moment after the heading is there.
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect
    .poll(async () => {
      if (!(await sheet.isVisible())) await page.keyboard.press('?');
      return sheet.isVisible();
    })
    .toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByLabel('Search or jump').last().fill('pos-');
  await page
    .getByRole('option', { name: /pos-.*device/ })
    .first()
    .waitFor();
  await page.getByLabel('Search or jump').last().fill('connect');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Connect', level: 1 }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: /Paused/ }).waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: /Live/ }).waitFor();
  web.expectNoFaults();
});
