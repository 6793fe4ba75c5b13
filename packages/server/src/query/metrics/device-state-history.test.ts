import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createLog, createManualClock, limits } from '../../kernel/index.ts';
import { createPartitions } from '../../store/index.ts';
import type { QueryDeps } from '../run-read.ts';
import { insertRows } from '../test/generated-rows.ts';
import { readDeviceStateHistory } from './device-state-history.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nowMs = Date.UTC(2026, 0, 15, 12);
let place: TestDatabase;
let deps: QueryDeps;

const change = (device: string, timestamp: string, from: string | null, to: string) => ({
  timestamp,
  received_at: timestamp,
  provenance: 'real',
  device_id: device,
  previous_state: from,
  new_state: to,
  changed_by: 'system',
  reason: `${from} to ${to}`,
});

beforeAll(async () => {
  place = await createTestDatabase();
  deps = { database: place.database, clock: createManualClock(nowMs) };
  const partitions = createPartitions({
    ...deps,
    database: place.database,
    log: createLog('warn'),
  });
  const today = Math.floor(nowMs / dayMs);
  await partitions.ensure('device_state_history', [today, today - 7, today - 21, today - 140]);
  await insertRows(place.database, 'device_state_history', [
    change('pos,1', '2025-12-25T00:00:00Z', null, 'online'),
    change('pos,1', '2026-01-15T06:00:00.000001Z', null, 'offline'),
    change('pos,1', '2026-01-15T09:00:00.000001Z', 'offline', 'online'),
    change('pos-2', '2026-01-15T10:00:00Z', 'unknown', 'error'),
    change('pos-2', '2026-01-15T11:00:00Z', 'error', 'error'),
  ]);
});

afterAll(() => place.drop());

test('a timeline tells each change, how long the state lasted, and the state it began with', async () => {
  const answer = await readDeviceStateHistory(deps, 'pos,1', { hours: 24 });
  expect(answer).toMatchObject({
    device_id: 'pos,1',
    from: '2026-01-14T12:00:00.000000Z',
    to: '2026-01-15T12:00:00.000000Z',
    initial_state: 'online',
    truncated: false,
    provenance: { real: 2, controlled: 0, simulated: 0, sample: 0 },
  });
  expect(answer.timeline).toEqual([
    {
      timestamp: '2026-01-15T06:00:00.000001Z',
      previous_state: null,
      new_state: 'offline',
      changed_by: 'system',
      reason: 'null to offline',
      extra_data: null,
      provenance: 'real',
      duration_ms: 3 * hourMs,
    },
    expect.objectContaining({ new_state: 'online', duration_ms: 3 * hourMs }),
  ]);
  expect(answer.durations_ms).toEqual({ online: 21 * hourMs, offline: 3 * hourMs });
});

test('a device that was never seen before the range began in the state that its first change left', async () => {
  const answer = await readDeviceStateHistory(deps, 'pos-2', { hours: 720 });
  expect(answer.initial_state).toBe('unknown');
  expect(answer.durations_ms).toEqual({ unknown: 718 * hourMs, error: 2 * hourMs });
});

test('a range in the past ends where it ends', async () => {
  const answer = await readDeviceStateHistory(deps, 'pos,1', {
    start_date: '2025-12-24',
    end_date: '2025-12-25',
  });
  expect(answer.timeline).toHaveLength(1);
  expect(answer).toMatchObject({ initial_state: null, durations_ms: { online: dayMs } });
});

test('a device that nobody knows has an empty timeline', async () => {
  const answer = await readDeviceStateHistory(deps, 'device-123', { hours: 720 });
  expect(answer).toMatchObject({ timeline: [], durations_ms: {}, initial_state: null });
});

test('hours go up to 720', async () => {
  await expect(readDeviceStateHistory(deps, 'pos-2', { hours: 721 })).rejects.toMatchObject({
    code: 'parameter_invalid',
    path: 'query.hours',
  });
});

test('of a device that changes all the time the newest changes are told, and that there are more', async () => {
  await place.database.query(
    `INSERT INTO device_state_history
       (timestamp, received_at, provenance, device_id, previous_state, new_state, changed_by)
     SELECT $1::timestamptz - i * interval '1 second', now(), 'real', 'flapping', 'online', 'offline', 'system'
     FROM generate_series(1, $2::int) AS i`,
    ['2026-01-15T12:00:00Z', limits.timelineRowsMax + 5],
  );
  const answer = await readDeviceStateHistory(deps, 'flapping', {});
  expect(answer.truncated).toBe(true);
  expect(answer.timeline).toHaveLength(limits.timelineRowsMax);
  expect(answer.from).toBe(answer.timeline[0]?.timestamp);
  expect(answer.durations_ms).toEqual({ offline: limits.timelineRowsMax * 1_000 });
});
