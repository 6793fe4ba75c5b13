import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestReport } from '../../../test/report-batch.ts';
import { createReportBatch } from '../../../test/report-batch.ts';
import type { DrainFixture, Lane } from '../../../test/test-lanes.ts';
import { createDrainFixture, noonMs } from '../../../test/test-lanes.ts';
import { createLog, createManualClock, systemClock } from '../../kernel/index.ts';
import type { Presence } from './presence.ts';
import { createPresence } from './presence.ts';
import { createPresenceStep } from './presence-step.ts';
import { readDevice, readTold, resetDevices } from './test/presence-ground.ts';

let house: DrainFixture;
let lane: Lane;
let clock: ReturnType<typeof createManualClock>;
let watch: Presence;

beforeAll(async () => {
  house = await createDrainFixture();
  lane = await house.openLane(undefined, { steps: [createPresenceStep({ clock: systemClock })] });
});
afterAll(() => house.stop());

const createWatch = (storedUntilMs: () => number | undefined = () => clock.nowMs()) =>
  createPresence({
    database: house.database,
    clock,
    log: createLog('silent'),
    storedUntilMs,
    wake: () => undefined,
  });

const hour = 3_600_000;
beforeEach(async () => {
  clock = createManualClock(noonMs);
  watch = createWatch();
  await resetDevices(house.database, ['pos-1'], noonMs - hour);
});

const report = (overrides: Partial<TestReport> = {}) =>
  lane.drainAll(
    createReportBatch({ deviceId: 'pos-1', receivedAtMs: clock.nowMs(), ...overrides }),
  );

/** Lets seconds go by, with a look at each. */
async function watchFor(seconds: number, one: Presence = watch): Promise<void> {
  for (let i = 0; i < seconds; i += 1) {
    clock.advanceMs(1_000);
    await one.sweep();
  }
}

const now = () => readDevice(house.database, 'pos-1');
const reasons = async () =>
  (await readTold(house.database)).map(({ new_state, reason }) => [new_state, reason]);

test('a report gives the device its state, with the words and the numbers of the device', async () => {
  await report({
    state: 'degraded',
    reason: 'Health check: Payment gateway timeout',
    responseTimeMs: 5_003,
    configVersion: '1.2.3',
    services: { payment_gateway: 'error' },
    error: 'Payment gateway timeout',
    skewMs: 140,
  });
  expect(await now()).toMatchObject({
    status: 'degraded',
    status_reason: 'Health check: Payment gateway timeout',
    config_version: '1.2.3',
    services: { payment_gateway: 'error' },
    clock_skew_ms: 140,
  });
  expect(await readTold(house.database)).toEqual([
    {
      timestamp: new Date(noonMs).toISOString(),
      device_id: 'pos-1',
      previous_state: 'unknown',
      new_state: 'degraded',
      changed_by: 'system',
      reason: 'Health check: Payment gateway timeout',
      extra_data: {
        response_time_ms: 5_003,
        services: { payment_gateway: 'error' },
        config_version: '1.2.3',
        error: 'Payment gateway timeout',
      },
    },
  ]);
});

test('what a report leaves out stays as it was', async () => {
  await report({ configVersion: '1', services: { database: 'running' } });
  clock.advanceMs(5_000);
  await report();
  expect(await now()).toMatchObject({ config_version: '1', services: { database: 'running' } });
});

test('a very long reason is cut to what the history keeps', async () => {
  await report({ state: 'error', reason: `Health check: ${'ä'.repeat(2_000)}` });
  const [told] = await readTold(house.database);
  expect(told?.reason).toHaveLength(500);
  expect((await now()).status_reason).toBe(told?.reason);
});

test('reports for devices that are not entered or not active change nothing', async () => {
  await house.database.query('UPDATE devices SET is_active = false');
  await report();
  await report({ deviceId: 'stranger' });
  expect(await now()).toMatchObject({ status: 'unknown', last_seen: null });
  expect(await readTold(house.database)).toEqual([]);
});

test('a report that another one overtook changes nothing', async () => {
  await report({ configVersion: '2', receivedAtMs: noonMs + 1_000 });
  await report({ state: 'error', configVersion: '1' });
  expect(await now()).toMatchObject({
    status: 'online',
    config_version: '2',
    last_seen: new Date(noonMs + 1_000).toISOString().replace('.000Z', '.000000Z'),
  });
});

test('the state of a device rests on the report that decided it, from when that was made', async () => {
  const madeAt = async () => Date.parse((await now()).reported_at ?? '');
  await report({ ageMs: 2_000, skewMs: 3_600_000 });
  expect(await madeAt()).toBe(noonMs - 2_000);
  clock.advanceMs(60_000);
  await report({ ageMs: 15_001 });
  expect(await madeAt()).toBe(noonMs - 2_000);
  await report();
  expect(await madeAt()).toBe(noonMs + 60_000);
  await report({ receivedAtMs: noonMs + 59_000 });
  expect(await madeAt()).toBe(noonMs + 60_000);
});

test('a report that the device kept for long shows that it is there, and no more', async () => {
  await report();
  clock.advanceMs(60_000);
  await report({ state: 'error', ageMs: 15_001, configVersion: 'old' });
  expect(await now()).toMatchObject({
    status: 'online',
    config_version: null,
    last_seen: new Date(noonMs + 60_000).toISOString().replace('.000Z', '.000000Z'),
  });
  await report({ state: 'error', ageMs: 15_000 });
  expect((await now()).status).toBe('error');
});

test('health checks that came by another door change nothing', async () => {
  const forged = createReportBatch(
    { deviceId: 'pos-1', receivedAtMs: noonMs, state: 'error' },
    { door: 'http' },
  );
  await lane.drainAll(forged);
  expect((await now()).status).toBe('unknown');
});

test('no report for three intervals is offline, and the next report ends it', async () => {
  await watch.sweep();
  await report();
  await watchFor(15);
  expect((await now()).status).toBe('online');
  await watchFor(1);
  await watchFor(5);
  await report();
  expect(await reasons()).toEqual([
    ['online', 'Health check: online'],
    ['offline', 'No report for 3 intervals (15 s)'],
    ['online', 'Health check: online'],
  ]);
});

test('the interval is that of the device', async () => {
  await watch.sweep();
  await report({ intervalSeconds: 20 });
  await watchFor(60);
  expect((await now()).status).toBe('online');
  await watchFor(1);
  expect((await now()).status_reason).toBe('No report for 3 intervals (60 s)');
});

test('a device that was never heard of stays unknown', async () => {
  await watch.sweep();
  await watchFor(20);
  expect((await now()).status).toBe('unknown');
});

test('a device of which only a played past tells is missed as well', async () => {
  await house.database.query(
    `UPDATE devices SET status = 'online', last_seen = $1, clock_skew_ms = NULL
     WHERE device_id = 'pos-1'`,
    [new Date(noonMs - hour).toISOString()],
  );
  await watch.sweep();
  expect((await now()).status).toBe('online');
  await watchFor(181);
  expect((await now()).status).toBe('offline');
});

test('a lost connection is offline after one interval and a half, unless a report came', async () => {
  await watch.sweep();
  await report();
  await watchFor(1);
  const cutOff = { presence: 'cut_off', connected_at: new Date(noonMs).toISOString() } as const;
  await watch.onPresence({ deviceId: 'pos-1' }, cutOff);
  await watchFor(3);
  await report();
  expect(await now()).toMatchObject({ status: 'online', disconnected_at: null });
  await watch.onPresence({ deviceId: 'pos-1' }, cutOff);
  clock.advanceMs(1);
  await watchFor(7);
  expect((await now()).status).toBe('online');
  await watchFor(1);
  expect(await now()).toMatchObject({
    status: 'offline',
    status_reason: 'Connection lost, no report for 8 s',
  });
});

test('an agent that stops is offline at once, whatever of it was still to be stored', async () => {
  await report();
  const before = createReportBatch({ deviceId: 'pos-1', receivedAtMs: clock.nowMs() + 400 });
  clock.advanceMs(500);
  const stopped = { presence: 'stopped', connected_at: new Date(noonMs).toISOString() } as const;
  await watch.onPresence({ deviceId: 'pos-1' }, stopped);
  expect(await now()).toMatchObject({ status: 'offline', status_reason: 'Agent stopped' });
  await lane.drainAll(before);
  expect((await now()).status).toBe('offline');
  clock.advanceMs(5_000);
  await report();
  expect((await now()).status).toBe('online');
});

test('the will of an older connection is ignored', async () => {
  await report({ skewMs: -hour });
  const connectedAt = new Date(noonMs + hour).toISOString();
  clock.advanceMs(60_000);
  watch.onConnected({ deviceId: 'pos-1' });
  const old = { presence: 'stopped', connected_at: connectedAt } as const;
  await watch.onPresence({ deviceId: 'pos-1' }, old);
  expect(await now()).toMatchObject({ status: 'online', disconnected_at: null });
  const fresh = new Date(clock.nowMs() + hour).toISOString();
  await watch.onPresence({ deviceId: 'pos-1' }, { ...old, connected_at: fresh });
  expect((await now()).status).toBe('offline');
});

test('a thousand devices that go at once are written together', async () => {
  const ids = Array.from({ length: 1_000 }, (_, i) => `pos-${i}`);
  await resetDevices(house.database, ids, noonMs - hour);
  const cutOff = { presence: 'stopped', connected_at: new Date(noonMs).toISOString() } as const;
  await Promise.all(ids.map((deviceId) => watch.onPresence({ deviceId }, cutOff)));
  expect(await readTold(house.database)).toHaveLength(1_000);
});

test('while reports wait in a spool nobody is offline', async () => {
  let storedUntilMs: number | undefined = noonMs;
  const lagging = createWatch(() => storedUntilMs);
  await lagging.sweep();
  await report();
  await watchFor(30, lagging);
  expect((await now()).status).toBe('online');
  storedUntilMs = undefined;
  await watchFor(30, lagging);
  expect((await now()).status).toBe('online');
  storedUntilMs = clock.nowMs();
  await lagging.sweep();
  expect((await now()).status).toBe('offline');
});

test('the lag of any server that is there keeps all servers from judging', async () => {
  const lagging = createWatch(() => noonMs);
  await report();
  for (let i = 0; i < 30; i += 1) {
    await lagging.sweep();
    await watchFor(1);
  }
  expect((await now()).status).toBe('online');
  // It is gone: its spool no longer counts.
  await watchFor(6);
  expect((await now()).status).toBe('offline');
});

test('a server that does not know yet what waits in its spool keeps all from judging', async () => {
  const starting = createWatch(() => undefined);
  await watch.sweep();
  await report();
  await watchFor(12);
  await starting.sweep();
  await watchFor(5);
  expect((await now()).status).toBe('online');
  await watchFor(1);
  expect((await now()).status).toBe('offline');
});

test('after the house was down, silence is unknown first and offline later', async () => {
  await watch.sweep();
  await report();
  clock.advanceMs(60_000);
  await createWatch().sweep();
  expect((await now()).status).toBe('online');
  await watchFor(8);
  expect((await now()).status).toBe('unknown');
  await watchFor(8);
  const at = (ms: number) => new Date(ms).toISOString().replace('.000', '');
  expect(await reasons()).toEqual([
    ['online', 'Health check: online'],
    ['unknown', `HOMEPOT itself was down from ${at(noonMs)} to ${at(noonMs + 60_000)}`],
    ['offline', 'No report for 3 intervals (15 s)'],
  ]);
});

test('a device that reports again after the house was down was never unknown', async () => {
  await watch.sweep();
  await report();
  await watch.onPresence(
    { deviceId: 'pos-1' },
    { presence: 'cut_off', connected_at: new Date(noonMs).toISOString() },
  );
  clock.advanceMs(60_000);
  await watchFor(5);
  await report();
  await watchFor(10);
  expect(await reasons()).toEqual([['online', 'Health check: online']]);
});

test('while another server looks, the restart of one is no time down', async () => {
  const other = createWatch();
  await watch.sweep();
  await report();
  await watchFor(14, other);
  await createWatch().sweep();
  // It is gone again at once, and counts as there for some seconds.
  await watchFor(6, other);
  expect((await now()).status_reason).toBe('No report for 3 intervals (15 s)');
});

test('two sweeps at one time write a change once', async () => {
  const ids = Array.from({ length: 200 }, (_, i) => `pos-${i}`);
  await resetDevices(house.database, ids, noonMs - hour);
  await watch.sweep();
  const batches = ids.map((deviceId) => createReportBatch({ deviceId, receivedAtMs: noonMs }));
  await lane.drainAll(...batches);
  await watchFor(15);
  const watches = [watch, createWatch(), createWatch()];
  // Who has the turn may judge as of the last look of the others.
  for (let i = 0; i < 2; i += 1) {
    clock.advanceMs(1_000);
    await Promise.all(watches.map((one) => one.sweep()));
  }
  const offline = (await readTold(house.database)).filter((one) => one.new_state === 'offline');
  expect(offline).toHaveLength(200);
  expect(new Set(offline.map((one) => one.device_id)).size).toBe(200);
  await watch.count();
  expect(watch.figures()).toEqual({ offline: 200 });
});
