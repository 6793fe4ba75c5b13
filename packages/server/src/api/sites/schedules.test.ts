import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse, expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
  await expectHouse(house, 'POST /sites', 201, {
    site_id: 'shop',
    name: 'Shop',
    timezone: 'Pacific/Chatham',
  });
});
afterAll(() => house.remove());

const week = '/sites/shop/schedules';
const put = (schedules: readonly object[]) => callHouse(house, `PUT ${week}`, { schedules });
const hours = (day_of_week: number, open_time: string, close_time: string, over = {}) => ({
  day_of_week,
  open_time,
  close_time,
  ...over,
});

const eventTypes = async () => {
  const rows = await house.database.query<{ event_type: string }>(
    `SELECT event_type FROM audit_logs WHERE event_type LIKE 'schedule%' ORDER BY id`,
  );
  return rows.map(({ event_type }) => event_type);
};

test('a site without a schedule is open', async () => {
  expect(await expectHouse(house, `GET ${week}`, 200)).toMatchObject({
    timezone: 'Pacific/Chatham',
    schedules: [],
    now: { is_open: true, is_peak: false, next_open_at: null, next_maintenance_at: null },
  });
  const { now } = await expectHouse(house, `GET ${week}`, 200);
  expect((now as { local_time: string }).local_time).toMatch(/\+1[23]:45$/);
});

test('a week is replaced as a whole, and told as it is kept', async () => {
  const window = { maintenance_start: '23:30', maintenance_end: '01:00' };
  const given = [
    hours(0, '09:00', '12:00'),
    hours(0, '13:00', '18:00', { peak_hours_start: '16:00', peak_hours_end: '17:00', ...window }),
    hours(4, '20:00', '02:00', { special_considerations: { band: true } }),
    { day_of_week: 6, is_closed: true },
  ];
  const { status, body } = await put(given);
  expect(status).toBe(200);
  expect(body.schedules).toMatchObject([
    { open_time: '09:00:00', is_maintenance_window: false },
    { open_time: '13:00:00', is_maintenance_window: true, maintenance_end: '01:00:00' },
    { close_time: '02:00:00', special_considerations: { band: true } },
    { is_closed: true, open_time: null },
  ]);
  expect((await put([hours(0, '09:00', '12:00')])).body.schedules).toHaveLength(1);
  expect(await eventTypes()).toEqual(['schedule_replaced', 'schedule_replaced']);
});

const faults: [string, readonly object[], string][] = [
  ['open without close', [{ day_of_week: 0, open_time: '09:00' }], '[0].close_time'],
  ['close without open', [{ day_of_week: 0, close_time: '09:00' }], '[0].open_time'],
  ['half a window', [{ day_of_week: 0, maintenance_end: '09:00' }], '[0].maintenance_start'],
  [
    'a window without times',
    [{ day_of_week: 0, is_maintenance_window: true }],
    '[0].maintenance_start',
  ],
  ['overlapping shifts', [hours(0, '09:00', '12:00'), hours(0, '11:59', '13:00')], '[1].open_time'],
  [
    'a shift around another',
    [hours(0, '09:00', '12:00'), hours(0, '08:00', '13:00')],
    '[1].close_time',
  ],
  [
    'an opening before the evening before has ended',
    [hours(0, '18:00', '02:00'), hours(1, '01:59', '05:00')],
    '[1].open_time',
  ],
  [
    'an evening that runs into the next day',
    [hours(1, '01:59', '05:00'), hours(0, '18:00', '02:00')],
    '[1].close_time',
  ],
  [
    'a Sunday night that runs into Monday',
    [hours(0, '01:00', '05:00'), hours(6, '22:00', '01:01')],
    '[1].close_time',
  ],
  [
    'hours on a closed day',
    [hours(2, '09:00', '12:00'), { day_of_week: 2, is_closed: true }],
    '[1].is_closed',
  ],
  ['a closed line with hours', [hours(2, '09:00', '12:00', { is_closed: true })], '[0].is_closed'],
  [
    'busy hours before the opening',
    [hours(2, '09:00', '12:00', { peak_hours_start: '08:59', peak_hours_end: '10:00' })],
    '[0].peak_hours_start',
  ],
  [
    'busy hours after the close',
    [hours(2, '09:00', '12:00', { peak_hours_start: '11:00', peak_hours_end: '12:01' })],
    '[0].peak_hours_end',
  ],
  [
    'busy hours without hours',
    [{ day_of_week: 2, peak_hours_start: '11:00', peak_hours_end: '12:00' }],
    '[0].peak_hours_start',
  ],
];

test.each(faults)('%s is refused where it is, and the week stays', async (_, schedules, path) => {
  const before = (await expectHouse(house, `GET ${week}`, 200)).schedules;
  expect(await put(schedules)).toMatchObject({
    status: 422,
    body: { code: 'schedule_invalid', path: `schedules${path}` },
  });
  expect((await expectHouse(house, `GET ${week}`, 200)).schedules).toEqual(before);
});

test('hours that touch, also over midnight and round the week, hold together', async () => {
  const everyDay = [0, 1, 2, 3, 4, 5, 6].map((day) => hours(day, '06:00', '06:00'));
  expect((await put(everyDay)).status).toBe(200);
  expect((await put([hours(0, '09:00', '12:00'), hours(0, '12:00', '13:00')])).status).toBe(200);
});

test('a day gets other hours, others again, and follows the week again', async () => {
  const day = `${week}/exceptions/2026-12-24`;
  expect(await expectHouse(house, `PUT ${day}`, 200, { notes: 'Holiday' })).toMatchObject({
    date: '2026-12-24',
    is_closed: true,
  });
  await expectHouse(house, `PUT ${day}`, 200, { open_time: '09:00', close_time: '12:00' });
  const { exceptions } = await expectHouse(house, `GET ${week}`, 200);
  expect(exceptions).toEqual([
    {
      date: '2026-12-24',
      is_closed: false,
      open_time: '09:00:00',
      close_time: '12:00:00',
      notes: null,
    },
  ]);
  await expectHouse(house, `DELETE ${day}`, 204);
  await expectHouse(house, `DELETE ${day}`, 404);
  expect((await eventTypes()).slice(-3)).toEqual([
    'schedule_exception_set',
    'schedule_exception_set',
    'schedule_exception_removed',
  ]);
});

test.each([
  ['2026-02-30', {}, 'date'],
  ['2026-02-01', { open_time: '09:00' }, 'close_time'],
  ['2026-02-01', { is_closed: false }, 'open_time'],
  ['2026-02-01', { is_closed: true, open_time: '09:00', close_time: '10:00' }, 'is_closed'],
])('an exception on %s with %j is refused at %s', async (date, body, path) => {
  expect(await callHouse(house, `PUT ${week}/exceptions/${date}`, body)).toMatchObject({
    status: 422,
    body: { code: 'schedule_invalid', path },
  });
});

test('removing an exception on a day that does not exist finds none', async () => {
  await expectHouse(house, `DELETE ${week}/exceptions/2026-02-30`, 404);
  await expectHouse(house, 'GET /sites/none/schedules', 404);
  await expectHouse(house, 'PUT /sites/none/schedules', 404, { schedules: [] });
});

test.each(['0000-01-01', '0001-01-01', '1899-12-31', '3000-01-01'])(
  'a day so far away is refused: %s',
  async (date) => {
    const answer = await callHouse(house, `PUT ${week}/exceptions/${date}`, { is_closed: true });
    expect(answer).toMatchObject({ status: 422, body: { code: 'schedule_invalid', path: 'date' } });
  },
);
