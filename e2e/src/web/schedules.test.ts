import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebHouse } from './web-house.ts';
import { startWebHouse } from './web-house.ts';

let web: WebHouse;
beforeAll(async () => {
  web = await startWebHouse();
}, 90_000);
afterAll(() => web?.close());

const stepsMax = 120;

/** What has the focus, by its label, its own words, or that of its row. */
const nameOfFocus = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label =
      element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
    return label ?? element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });

/** Goes there by Tab alone, forward or back. */
async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let step = 0; step < stepsMax; step += 1) {
    if ((await nameOfFocus(page)).startsWith(name)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab does not reach ${name}`);
}

interface Line {
  readonly day_of_week: number;
  readonly open_time: string | null;
  readonly close_time: string | null;
  readonly is_closed: boolean;
}

test('a week is edited by keyboard alone: hours past midnight, a copied day, a closed one', async () => {
  const page = await web.open('/schedules');
  await page.getByRole('heading', { name: 'Schedules', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Main Store' }).waitFor();
  await tabTo(page, 'Main Store');
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'The week' }).waitFor();

  await tabTo(page, 'Monday');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Tuesday' }).waitFor();
  await tabTo(page, 'Opens');
  await page.keyboard.type('0930A');
  await tabTo(page, 'Closes');
  await page.keyboard.type('0200A');

  await tabTo(page, 'Tuesday', 'Shift+Tab');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+v');

  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Sunday' }).waitFor();
  await tabTo(page, 'Closed all day');
  await page.keyboard.press('Space');

  await tabTo(page, 'Save week', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByText('The week is saved.').waitFor();
  const { body } = await web.ask('/api/v1/sites/site-001/schedules');
  const lines = (body as { schedules: Line[] }).schedules;
  const of = (day: number) => lines.filter(({ day_of_week }) => day_of_week === day);
  expect(of(1)).toMatchObject([{ open_time: '09:30:00', close_time: '02:00:00' }]);
  expect(of(2)).toMatchObject([{ open_time: '09:30:00', close_time: '02:00:00' }]);
  expect(of(6)).toMatchObject([{ is_closed: true, open_time: null }]);
  await web.expectAccessible(page);
  web.expectNoFaults();
}, 60_000);

test('a holiday is entered and shown in its week, and a day with 23 hours is marked', async () => {
  const page = await web.open('/schedules/site-002?week=2027-03-22', { width: 360 });
  await page.getByText('23 hours', { exact: true }).waitFor();
  await page.getByLabel('Day', { exact: true }).fill('2027-03-26');
  await page.getByLabel('Why').fill('Good Friday');
  await page.getByRole('button', { name: 'Add day' }).click();
  await page.getByRole('button', { name: /Friday.*closed.*Good Friday/s }).waitFor();
  await web.expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  web.expectNoFaults();
});

test('what the server refuses is told at the field that is wrong', async () => {
  const page = await web.open('/schedules/site-002?day=3', { theme: 'light' });
  await page.getByLabel('Busy from').fill('05:00');
  await page.getByRole('button', { name: 'Save week' }).click();
  await page.getByRole('alert').getByText('Peak hours must lie within the opening hours').waitFor();
  expect(await page.getByLabel('Busy from').getAttribute('aria-invalid')).toBe('true');
  await page.getByRole('button', { name: 'Discard' }).click();
  await web.expectAccessible(page);
});
