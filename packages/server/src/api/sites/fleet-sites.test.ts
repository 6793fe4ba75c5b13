import type {
  AnswerOf,
  listFleetSites,
  readFleetMap,
  readSiteHours,
  readSiteVolume,
  showFleetSite,
} from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse, expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

type Hours = AnswerOf<typeof readSiteHours>;
type Volume = AnswerOf<typeof readSiteVolume>;

let house: TestHouse;

const get = async <T = unknown>(path: string, status = 200) =>
  (await expectHouse(house, `GET ${path}`, status)) as T;
const list = (query = '') => get<AnswerOf<typeof listFleetSites>>(`/fleet/sites${query}`);
const show = (site: string) => get<AnswerOf<typeof showFleetSite>>(`/fleet/sites/${site}`);

/** Always open, always closed, and one without devices. */
const sites = [
  { site_id: 'well', name: 'Well', latitude: 51.5, longitude: -0.1, timezone: 'Europe/London' },
  { site_id: 'ill', name: 'Ill, High Street', latitude: 52, longitude: 0 },
  { site_id: 'shut', name: 'Shut' },
  { site_id: 'bare', name: 'Bare' },
];

beforeAll(async () => {
  house = await startTestHouse();
  for (const site of sites) await expectHouse(house, 'POST /sites', 201, site);
  for (const [device_id, site_id] of [
    ['w-1', 'well'],
    ['w-2', 'well'],
    ['i-1', 'ill'],
    ['i-2', 'ill'],
    ['s-1', 'shut'],
  ]) {
    await expectHouse(house, 'POST /devices', 201, { device_id, site_id });
  }
  await house.database.query(
    `UPDATE devices SET status = CASE device_id WHEN 'i-1' THEN 'error' WHEN 's-1' THEN 'error' ELSE 'online' END`,
  );
  const closed = Array.from({ length: 7 }, (_, day) => ({ day_of_week: day, is_closed: true }));
  await expectHouse(house, 'PUT /sites/shut/schedules', 200, { schedules: closed });
  const open = Array.from({ length: 7 }, (_, day) => ({
    day_of_week: day,
    open_time: '09:00',
    close_time: '17:00',
    expected_transaction_volume: 80,
  }));
  await expectHouse(house, 'PUT /sites/well/schedules', 200, { schedules: open });
});
afterAll(() => house.remove());

const idsOf = ({ data }: { readonly data: readonly { readonly site_id: string }[] }) =>
  data.map(({ site_id }) => site_id);

test('sites come the worst first, closed ones last, those without devices too', async () => {
  const all = await list();
  const ids = idsOf(all);
  expect(ids.indexOf('ill')).toBe(0);
  expect(ids.indexOf('shut')).toBeGreaterThan(ids.indexOf('bare'));
  expect(all.data[0]).toMatchObject({
    devices: 2,
    by_status: { error: 1, online: 1 },
    is_open: true,
    alerts: 0,
  });
});

test('pages go on where the last one ended, and filters narrow them', async () => {
  const first = await list('?limit=3');
  const second = await list(`?limit=3&cursor=${first.next_cursor}`);
  expect([...idsOf(first), ...idsOf(second)].sort()).toEqual(['bare', 'ill', 'shut', 'well']);
  expect(second.next_cursor).toBeNull();
  expect(idsOf(await list('?search=high%20street'))).toEqual(['ill']);
  expect(idsOf(await list('?only=troubled'))).toEqual(['ill']);
  expect(idsOf(await list('?only=closed'))).toContain('shut');
  await get('/fleet/sites?cursor=elsewhere', 400);
});

test('one site shows its devices, the worst first; an unknown one is not found', async () => {
  const { cells } = await show('ill');
  expect(cells.map(({ device_id }) => device_id)).toEqual(['i-1', 'i-2']);
  await get('/fleet/sites/nowhere', 404);
});

test('the map has the sites with a position, and counts the others', async () => {
  const map = await get<AnswerOf<typeof readFleetMap>>('/fleet/map');
  expect(map).toMatchObject({ without_position: 2 });
  expect(idsOf(map).sort()).toEqual(['ill', 'well']);
  expect(map.data.find(({ site_id }) => site_id === 'ill')?.worst).toBe('error');
});

test('alerts that fire count at the site of their device', async () => {
  await house.database.query(
    `INSERT INTO alerts (rule_id, rule_name, measure, severity, subject, labels, state, since, provenance, threshold, summary, updated_at)
     VALUES (1, 'Gone', 'devices_offline', 'critical', 'w-1', '{"device_id": "w-1"}', 'firing', now(), 'real', 1, 'w-1 is gone', now())`,
  );
  await expect.poll(async () => (await show('well')).alerts, { timeout: 5_000 }).toBe(1);
});

const range = 'start_date=2026-03-28T00:00:00Z&end_date=2026-03-30T00:00:00Z';

test('open hours follow the clocks of the site over the day that has 23 hours', async () => {
  const { open, timezone } = await get<Hours>(`/sites/well/hours?${range}`);
  expect(timezone).toBe('Europe/London');
  expect(open).toEqual([
    { from: '2026-03-28T09:00:00.000Z', to: '2026-03-28T17:00:00.000Z' },
    { from: '2026-03-29T08:00:00.000Z', to: '2026-03-29T16:00:00.000Z' },
  ]);
  await get('/sites/nowhere/hours?start_date=2026-03-28&end_date=2026-03-28', 404);
  await get('/sites/well/hours?start_date=2026-03-28&end_date=2026-03-01', 400);
});

test('what devices of a site sold is added up by the hour beside what was expected', async () => {
  const rest = [
    'cpu_percent',
    'memory_percent',
    'disk_percent',
    'network_latency_ms',
    'error_rate',
    'active_connections',
    'queue_depth',
  ];
  const columns = rest.map((name) => `${name}_seconds`).join(', ');
  await house.database.query(
    `INSERT INTO device_performance_hour (device_id, provenance, hour, samples, transactions, ${columns})
     SELECT device_id, 'real', '2026-03-28T10:00:00Z', 1, 4, ${rest.map(() => 0).join(', ')} FROM devices WHERE device_id IN ('w-1', 'w-2', 'i-1')`,
  );
  const { series } = await get<Volume>(`/fleet/sites/well/volume?${range}`);
  expect(series).toHaveLength(48);
  expect(series[10]).toEqual({ hour: '2026-03-28T10:00:00.000Z', transactions: 8, expected: 10 });
  expect(series[3]).toMatchObject({ transactions: null, expected: 0 });
  const own = await get<Volume>(`/devices/w-1/volume?${range}`);
  expect(own.series[10]).toMatchObject({ transactions: 4, expected: null });
});

test('a range that is too long is told from its end on', async () => {
  const { from, to } = await get<Hours>(
    '/sites/well/hours?start_date=2024-01-01&end_date=2026-03-31',
  );
  expect(Date.parse(to) - Date.parse(from)).toBe(100 * 86_400_000);
  expect((await callHouse(house, 'GET /sites/well/hours')).status).toBe(400);
});
