import type { DeviceState } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestReport } from '../../../test/report-batch.ts';
import { createReportBatch } from '../../../test/report-batch.ts';
import type { DrainFixture, Lane } from '../../../test/test-lanes.ts';
import { createDrainFixture, noonMs } from '../../../test/test-lanes.ts';
import { createLog, createManualClock, systemClock } from '../../kernel/index.ts';
import type { Batch } from '../../spool/index.ts';
import { changeState } from './change-state.ts';
import { createPresence } from './presence.ts';
import { createPresenceStep } from './presence-step.ts';
import { readDevice, readTold, resetDevices } from './test/presence-ground.ts';
import { PresenceModel } from './test/presence-model.ts';

const deviceIds = ['pos-1', 'pos-2', 'pos-3'];
const step = createPresenceStep({ clock: systemClock });
let house: DrainFixture;
let lanes: readonly Lane[];
let breaksOnce = false;

beforeAll(async () => {
  house = await createDrainFixture();
  const breaking = {
    name: 'presence',
    async run(...parts: Parameters<typeof step.run>) {
      await step.run(...parts);
      if (!breaksOnce) return;
      breaksOnce = false;
      throw new Error('Connection terminated unexpectedly');
    },
  };
  const open = () => house.openLane(undefined, { steps: [breaking] });
  lanes = [await open(), await open()];
});
afterAll(() => house.stop());

const device = fc.integer({ min: 0, max: deviceIds.length - 1 });
const lane = fc.constantFrom(0, 1);
const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      device,
      lane,
      state: fc.constantFrom<DeviceState>('online', 'degraded', 'error'),
      ageMs: fc.constantFrom(0, 0, 0, 14_000, 60_000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('flush' as const), lane }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      ms: fc.constantFrom(1, 900, 2_500, 4_900, 12_000),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('sweep' as const), server: lane }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replay' as const), lane }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('break' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('maintenance' as const), device, on: fc.boolean() }),
  },
);

type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** Plays events on the house and on the model. */
function createPlay(startMs: number) {
  const { database } = house;
  const clock = createManualClock(startMs);
  const model = new PresenceModel(deviceIds, startMs - 1_000);
  /** What waits in each lane. */
  const waiting: { readonly report: TestReport; readonly batch: Batch }[][] = [[], []];
  const sent: Batch[] = [];
  const storedMs = (): number =>
    Math.min(clock.nowMs(), ...waiting.flat().map(({ report }) => report.receivedAtMs));
  const watches = [0, 1].map(() =>
    createPresence({
      database,
      clock,
      log: createLog('silent'),
      storedUntilMs: storedMs,
      wake: () => undefined,
    }),
  );
  async function flush(on: number): Promise<void> {
    const some = waiting[on]?.splice(0) ?? [];
    for (const { report } of some) model.report(report);
    await lanes[on]?.drainAll(...some.map(({ batch }) => batch));
  }
  async function setMaintenance(deviceId: string, on: boolean): Promise<void> {
    const newState = on ? 'maintenance' : 'unknown';
    const atMs = clock.nowMs();
    const change = { deviceId, newState, reason: 'by hand', changedBy: 'ada', atMs } as const;
    await database.transaction((transaction) => changeState(transaction, change));
    model.change(deviceId, newState, atMs);
  }
  async function play(one: Event): Promise<void> {
    switch (one.kind) {
      case 'report': {
        const deviceId = deviceIds[one.device] ?? '';
        const report = { ...one, deviceId, receivedAtMs: clock.nowMs() };
        const batch = createReportBatch(report);
        waiting[one.lane]?.push({ report, batch });
        sent.push(batch);
        return;
      }
      case 'flush':
        return flush(one.lane);
      case 'advance':
        return clock.advanceMs(one.ms);
      case 'sweep':
        await watches[one.server]?.sweep();
        return model.sweep(String(one.server), clock.nowMs(), storedMs());
      case 'replay':
        await flush(0);
        await flush(1);
        await lanes[one.lane]?.drainAll(...sent);
        return;
      case 'break':
        breaksOnce = true;
        return;
      case 'maintenance':
        return setMaintenance(deviceIds[one.device] ?? '', one.on);
    }
  }
  async function finish(): Promise<void> {
    await flush(0);
    await flush(1);
  }
  return { play, model, finish };
}

let run = 0;

test('reports, replays, crashes, sweeps and people leave what the plain rules say', async () => {
  const { database } = house;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 10, maxLength: 60 }), async (events) => {
      run += 1;
      const startMs = noonMs + run;
      await resetDevices(database, deviceIds, startMs - 1_000);
      const { play, model, finish } = createPlay(startMs);
      for (const one of events) await play(one);
      await finish();
      for (const [deviceId, expected] of model.devices) {
        const told = await readTold(database, deviceId);
        expect(
          told.map(({ previous_state, new_state, timestamp }) => ({
            previous: previous_state,
            next: new_state,
            atMs: Date.parse(timestamp),
          })),
        ).toEqual(expected.history);
        const found = await readDevice(database, deviceId);
        expect(found.status).toBe(expected.status);
        const lastSeenMs = found.last_seen === null ? undefined : Date.parse(found.last_seen);
        expect(lastSeenMs).toBe(expected.lastSeenMs);
      }
    }),
    { numRuns: 60 },
  );
});
