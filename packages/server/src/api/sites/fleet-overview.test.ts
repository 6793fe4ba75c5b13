import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
  await house.database.query(`
    INSERT INTO sites (site_id, name, timezone) VALUES
      ('calm', 'Calm', 'UTC'), ('bad', 'Bad', 'UTC'), ('shut', 'Shut', 'UTC'), ('empty', 'Empty', 'UTC')`);
  await house.database.query(`
    INSERT INTO devices (device_id, name, device_type, site_id, status, status_since, status_reason)
    SELECT s.site_id || '-' || n, 'x', 'pos_terminal', s.id,
      CASE WHEN s.site_id = 'calm' OR n > 2 THEN 'online' WHEN n = 1 THEN 'error' ELSE 'offline' END,
      now() - interval '3 hours', 'told by the test'
    FROM sites s, generate_series(1, 5) n WHERE s.site_id IN ('calm', 'bad', 'shut')`);
  await house.database.query(`
    INSERT INTO site_operating_schedules (site_id, day_of_week, is_closed)
    SELECT s.id, day, true FROM sites s, generate_series(0, 6) day WHERE s.site_id = 'shut'`);
});
afterAll(() => house.remove());

interface Answer {
  readonly devices: { readonly total: number; readonly by_status: Record<string, number> };
  readonly sites_total: number;
  readonly sites_open: number;
  readonly sites: readonly {
    readonly site_id: string;
    readonly is_open: boolean;
    readonly devices: number;
    readonly cells: readonly { readonly device_id: string; readonly status: string }[];
  }[];
  readonly changes: readonly { readonly kind: string; readonly device_id: string | null }[];
}

async function read(query = ''): Promise<Answer> {
  const answer = await fetch(`${house.url}/api/v1/fleet/overview${query}`, {
    headers: { 'x-api-key': house.adminKey },
  });
  expect(answer.status).toBe(200);
  return answer.json();
}

test('open sites that are worse off come first, closed ones last, empty ones not at all', async () => {
  const { sites, sites_total, sites_open } = await read();
  expect(sites.map(({ site_id, is_open }) => [site_id, is_open])).toEqual([
    ['bad', true],
    ['calm', true],
    ['shut', false],
  ]);
  expect([sites_total, sites_open]).toEqual([3, 2]);
});

test('the devices of a site are told worst first, as many as are asked for, and all are counted', async () => {
  const { sites, devices } = await read('?sites=1&cells=3');
  expect(sites).toHaveLength(1);
  expect(sites[0]).toMatchObject({ site_id: 'bad', devices: 5 });
  expect(sites[0]?.cells.map(({ device_id, status }) => [device_id, status])).toEqual([
    ['bad-1', 'error'],
    ['bad-2', 'offline'],
    ['bad-3', 'online'],
  ]);
  expect(devices).toMatchObject({ total: 15, by_status: { online: 11, error: 2, offline: 2 } });
});

test('what changed names the devices that are not well', async () => {
  const { changes } = await read('?sites=2');
  const told = changes.filter(({ kind }) => kind === 'state').map(({ device_id }) => device_id);
  expect(told).toEqual(expect.arrayContaining(['bad-1', 'bad-2', 'shut-1', 'shut-2']));
});

test('a removed device is not told, a second later', async () => {
  await house.database.query("UPDATE devices SET is_active = false WHERE device_id = 'bad-1'");
  await expect
    .poll(async () => (await read()).devices.by_status.error, { timeout: 5_000, interval: 200 })
    .toBe(1);
});
