import type { DeviceState } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReportBatch } from '../../../test/report-batch.ts';
import type { DrainFixture } from '../../../test/test-lanes.ts';
import { createDrainFixture, noonMs } from '../../../test/test-lanes.ts';
import { createLog, createManualClock, systemClock } from '../../kernel/index.ts';
import { changeState } from './change-state.ts';
import { createPresence } from './presence.ts';
import { createPresenceStep } from './presence-step.ts';
import { readDevice, readTold, resetDevices } from './test/presence-ground.ts';

let house: DrainFixture;
beforeAll(async () => {
  house = await createDrainFixture();
});
afterAll(() => house.stop());

const ids = Array.from({ length: 40 }, (_, i) => `pos-${String(i).padStart(2, '0')}`);
const states: readonly DeviceState[] = ['online', 'degraded', 'error'];

/** Two spools with reports of the same devices, in opposite order. */
function createRounds() {
  return Array.from({ length: 30 }, (_, round) => {
    const batches = ids.map((deviceId, i) =>
      createReportBatch({
        deviceId,
        receivedAtMs: noonMs + round * 2_000 + (i % 7),
        state: states[(round + i) % states.length] ?? 'online',
      }),
    );
    return round % 2 === 0 ? batches : batches.toReversed();
  });
}

test('two drains, sweeps, people and departures beside each other: no deadlock, no broken chain', async () => {
  const { database } = house;
  await resetDevices(database, ids, noonMs - 1_000);
  const clock = createManualClock(noonMs);
  const watch = () =>
    createPresence({
      database,
      clock,
      log: createLog('silent'),
      storedUntilMs: () => clock.nowMs(),
      wake: () => undefined,
    });
  const watches = [watch(), watch()];
  const steps = [createPresenceStep({ clock: systemClock })];
  const lanes = [
    await house.openLane(undefined, { steps }),
    await house.openLane(undefined, { steps }),
  ];
  const setAll = (newState: DeviceState) =>
    database.transaction((transaction) =>
      changeState(transaction, {
        ids: Array.from({ length: 2_000 }, (_, i) => i),
        newState,
        reason: 'by hand',
        changedBy: 'ada',
        atMs: clock.nowMs(),
      }),
    );
  const presence = { presence: 'cut_off', connected_at: 'never' } as const;
  for (const [round, batches] of createRounds().entries()) {
    clock.advanceMs(2_000);
    await Promise.all([
      lanes[0]?.drainAll(...batches.slice(0, 30)),
      lanes[1]?.drainAll(...batches.slice(10)),
      ...watches.map((one) => one.sweep()),
      ...(round % 5 === 0 ? [setAll(round % 10 === 0 ? 'maintenance' : 'unknown')] : []),
      ...ids.slice(0, 10).map((deviceId) => watches[0]?.onPresence({ deviceId }, presence)),
    ]);
  }
  for (const lane of lanes) expect(lane.drain.state().failures).toBe(0);
  const told = await readTold(database);
  expect(told.length).toBeGreaterThan(ids.length * 10);
  for (const deviceId of ids) {
    let state: DeviceState = 'unknown';
    let before = '';
    for (const change of told.filter((one) => one.device_id === deviceId)) {
      expect(change.previous_state).toBe(state);
      expect(change.new_state).not.toBe(state);
      expect(change.timestamp > before).toBe(true);
      state = change.new_state;
      before = change.timestamp;
    }
    expect((await readDevice(database, deviceId)).status).toBe(state);
  }
});

test('transactions that store reports of the same devices in any order wait in one direction', async () => {
  const { database } = house;
  const many = Array.from({ length: 300 }, (_, i) => `pos-${i}`);
  await resetDevices(database, many, noonMs - 1_000);
  const step = createPresenceStep({ clock: systemClock });
  const store = (round: number) => {
    const ordered = many.map((deviceId) =>
      createReportBatch({ deviceId, receivedAtMs: noonMs + round }),
    );
    const batches = round % 2 === 0 ? ordered : ordered.toReversed();
    return database.transaction((transaction) => step.run(transaction, batches, ''));
  };
  await Promise.all(Array.from({ length: 6 }, (_, round) => store(round)));
  expect((await readTold(database)).length).toBe(many.length);
});
