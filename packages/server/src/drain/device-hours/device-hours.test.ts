import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createManualClock } from '../../kernel/index.ts';
import type { DrainFixture, Lane } from '../test/drain-fixture.ts';
import { createDrainFixture } from '../test/drain-fixture.ts';
import type { TestRow } from '../test/encode-section.ts';
import { createMetric, createMetricsBatch, noonMs } from '../test/test-rows.ts';
import { compareDeviceHours, rebuildDeviceHours } from './compare-device-hours.ts';
import type { KnownHour } from './device-hour-rows.ts';
import { createDeviceHoursStep } from './device-hours-step.ts';
import { readDeviceHours } from './read-device-hours.ts';
import { settleDeviceHours } from './settle-device-hours.ts';
import type { MeasuredRow } from './summarise-hour.ts';
import { summariseHour } from './summarise-hour.ts';

const minute = 60_000;
const hour = 60 * minute;
const holdMs = 5 * minute;
const devices = ['pos-1', 'pos-2', 'pos-ä'];

let house: DrainFixture;
let clock: ReturnType<typeof createManualClock>;
beforeAll(async () => {
  house = await createDrainFixture();
});
beforeEach(async () => {
  await house.database.query('TRUNCATE device_metrics, device_hours_open, device_performance_hour');
  clock = createManualClock(noonMs);
});
afterAll(() => house.stop());

const openLane = (): Promise<Lane> =>
  house.openLane(undefined, { steps: [createDeviceHoursStep({ clock }, { holdMs })] });
const range = { fromMs: noonMs - 48 * hour, toMs: noonMs + 48 * hour };
const settle = () => settleDeviceHours({ database: house.database, clock }, { holdMs });

const read = (deviceId: string, nowMs = Number.POSITIVE_INFINITY) =>
  readDeviceHours(house.database, {
    deviceId,
    fromMs: noonMs - 48 * hour,
    toMs: noonMs + 48 * hour,
    holdMs,
    nowMs,
  });

/** The hours of a device, each out of all rows there are. */
async function recount(deviceId: string): Promise<readonly KnownHour[]> {
  const all = await house.database.query<MeasuredRow & { provenance: string }>(
    `SELECT *, (extract(epoch FROM "timestamp") * 1000)::float8 AS "atMs" FROM device_metrics
     WHERE device_id = $1 ORDER BY "timestamp", id`,
    [deviceId],
  );
  const hours: KnownHour[] = [];
  for (let hourMs = noonMs - 48 * hour; hourMs < noonMs + 48 * hour; hourMs += hour) {
    for (const provenance of ['real', 'simulated']) {
      const rows = all.filter((row) => row.provenance === provenance);
      const known = summariseHour(rows, { fromMs: hourMs, toMs: hourMs + hour }, holdMs);
      if (known !== undefined) hours.push({ key: { deviceId, provenance, hourMs }, hour: known });
    }
  }
  return hours;
}

const pick = <T>(values: readonly T[]): T => values[Math.floor(Math.random() * values.length)] as T;
const maybe = (value: number) => (Math.random() < 0.2 ? undefined : value);

const randomMetric = (): TestRow =>
  createMetric({
    // Some at the ends of hours, where values stand into the next.
    timestamp:
      noonMs +
      pick([-26, -3, -2, -1, 0]) * hour +
      pick([0, 30, 55, 58, 59.5]) * minute +
      Math.floor(Math.random() * 40_000),
    device_id: pick(devices),
    provenance: Math.random() < 0.2 ? 'simulated' : 'real',
    cpu_percent: maybe(Math.random() * 100),
    network_latency_ms: maybe(Math.floor(Math.random() * 50)),
    transaction_count: maybe(Math.floor(Math.random() * 300)),
    queue_depth: maybe(Math.floor(Math.random() * 9)),
  });

test('in whatever order rows come, with hours settled in between, all is as if they came at once', async () => {
  const lanes = [await openLane(), await openLane()];
  for (let round = 0; round < 12; round += 1) {
    const batches = Array.from({ length: 1 + Math.floor(Math.random() * 4) }, () =>
      createMetricsBatch(Array.from({ length: 1 + Math.floor(Math.random() * 20) }, randomMetric)),
    );
    await Promise.all([settle(), ...batches.map((batch) => pick(lanes).drainAll(batch))]);
    clock.advanceMs(pick([0, minute, 20 * minute]));
    await settle();
    for (const deviceId of devices) expect(await read(deviceId)).toEqual(await recount(deviceId));
  }
  expect(await house.count('device_performance_hour')).toBeGreaterThan(0);
  clock.advanceMs(3 * hour);
  await settle();
  expect(await house.count('device_hours_open')).toBe(0);
  for (const deviceId of devices) expect(await read(deviceId)).toEqual(await recount(deviceId));
  expect(await compareDeviceHours(house.database, range, { holdMs })).toEqual([]);
});

const at = (timestamp: number, cpu: number) =>
  createMetricsBatch([createMetric({ timestamp, device_id: 'pos-1', cpu_percent: cpu })]);

test('an hour that runs is marked once, and settled when it is over', async () => {
  const lane = await openLane();
  await lane.drainAll(at(noonMs, 10));
  await house.database.query('DELETE FROM device_hours_open');
  await lane.drainAll(at(noonMs + minute, 20));
  // Its mark is remembered, so that it was not made again.
  expect(await house.count('device_hours_open')).toBe(0);
  clock.advanceMs(hour);
  await lane.drainAll(at(noonMs + 2 * minute, 30));
  expect(await house.count('device_hours_open')).toBe(2);
  expect(await settle()).toBe(0);
  clock.advanceMs(2 * minute);
  expect(await settle()).toBe(1);
  const [first] = await read('pos-1');
  expect(first?.hour).toMatchObject({ samples: 3, measurements: { cpu_percent: { p95: 30 } } });
});

test('a row that comes a day late makes its hour open again', async () => {
  const lane = await openLane();
  clock.advanceMs(2 * hour);
  await lane.drainAll(at(noonMs - 24 * hour, 10));
  expect(await settle()).toBe(2);
  expect(await house.count('device_performance_hour')).toBe(1);
  await lane.drainAll(at(noonMs - 24 * hour + minute, 90));
  expect(await house.count('device_hours_open')).toBe(2);
  expect(await read('pos-1')).toMatchObject([{ hour: { samples: 2 } }]);
  await settle();
  expect(await read('pos-1')).toEqual(await recount('pos-1'));
});

test('a late row is not lost to an hour that is being settled meanwhile', async () => {
  const stored = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const slowly = {
    name: 'slow',
    async run() {
      stored.resolve();
      await letGo.promise;
    },
  };
  const marking = createDeviceHoursStep({ clock }, { holdMs });
  const lane = await house.openLane(undefined, { steps: [marking] });
  await lane.drainAll(at(noonMs, 10));
  // Its rows are stored, and its transaction does not end before the hour is over.
  const slow = await house.openLane(undefined, { steps: [marking, slowly] });
  const draining = slow.drainAll(at(noonMs + minute, 90));
  await stored.promise;
  clock.advanceMs(2 * hour);
  const settling = settle();
  const first = await Promise.race([
    settling,
    new Promise((done) => setTimeout(done, 200, 'waits')),
  ]);
  expect(first).toBe('waits');
  letGo.resolve();
  await draining;
  await settling;
  expect(await read('pos-1')).toMatchObject([{ hour: { samples: 2 } }]);
});

test('a late row waits for whoever settles its hour, and opens it again', async () => {
  const lane = await openLane();
  clock.advanceMs(2 * hour);
  await lane.drainAll(at(noonMs, 10));
  const letGo = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const settling = house.database.transaction(async (transaction) => {
    await transaction.query('SELECT 1 FROM device_hours_open FOR UPDATE');
    taken.resolve();
    await letGo.promise;
    await transaction.query('DELETE FROM device_hours_open');
  });
  await taken.promise;
  const draining = lane.drainAll(at(noonMs + minute, 90));
  await new Promise((done) => setTimeout(done, 200));
  letGo.resolve();
  await Promise.all([settling, draining]);
  expect(await house.count('device_hours_open')).toBe(2);
});

test('hours that are wrong, missing or too many are found, and made right', async () => {
  const lane = await openLane();
  clock.advanceMs(5 * hour);
  const hours = [0, 1, 2, 3].map((i) => at(noonMs - 6 * hour + i * hour, 10 + i));
  await lane.drainAll(...hours);
  await settle();
  const right = await read('pos-1');
  expect(right).toHaveLength(4);
  const deps = { database: house.database, clock };
  expect(await rebuildDeviceHours(deps, range, { holdMs })).toEqual([]);
  await house.database.query(
    `UPDATE device_performance_hour SET cpu_percent_p95 = 99 WHERE cpu_percent_mean = 10`,
  );
  await house.database.query('DELETE FROM device_performance_hour WHERE cpu_percent_mean = 11');
  await house.database.query(
    `UPDATE device_performance_hour SET hour = hour + interval '1 day' WHERE cpu_percent_mean = 12`,
  );
  expect(await compareDeviceHours(house.database, range, { holdMs })).toHaveLength(4);
  expect(await rebuildDeviceHours(deps, range, { holdMs })).toHaveLength(4);
  expect(await compareDeviceHours(house.database, range, { holdMs })).toEqual([]);
  expect(await read('pos-1')).toEqual(right);
});

test('the running hour ends now', async () => {
  const lane = await openLane();
  await lane.drainAll(at(noonMs, 10));
  const [running] = await read('pos-1', noonMs + minute);
  expect(running?.hour.measurements.cpu_percent).toMatchObject({ seconds: 60, mean: 10 });
});

test('a step that failed has marked nothing', async () => {
  let fails = true;
  const failing = {
    name: 'fails once',
    async run() {
      if (!fails) return;
      fails = false;
      throw new Error('a fault');
    },
  };
  const marking = createDeviceHoursStep({ clock }, { holdMs });
  const lane = await house.openLane(undefined, { steps: [marking, failing] });
  await lane.drainAll(at(noonMs, 10));
  expect(await house.count('device_hours_open')).toBe(2);
});
