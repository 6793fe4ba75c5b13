import type { Client } from '@homepot/client';
import { ClientError } from '@homepot/client';
import { expect, test } from 'vitest';
import { createAgenda } from './agenda.ts';
import { createBatchSender } from './batch-sender.ts';
import { createChance } from './chance.ts';
import type { FleetWatch, PlayedDevice } from './fleet-watch.ts';
import { playErrors } from './play-errors.ts';
import { playJobOutcomes } from './play-job-outcomes.ts';
import { playPerson } from './play-person.ts';
import { playTools } from './play-tools.ts';
import { rhythmAt } from './rhythm.ts';
import { trafficLimits } from './traffic-limits.ts';
import type { TrafficRecord } from './traffic-records.ts';

const device = (number: number, status: string): PlayedDevice => ({
  device_id: `pos-${number}`,
  site_id: `site-${number % 2}`,
  segment: null,
  status,
  status_reason: status === 'online' ? null : 'Payment gateway timeout',
});
const devices = [
  device(1, 'online'),
  device(2, 'online'),
  device(3, 'error'),
  device(4, 'offline'),
];
const fleet: FleetWatch = {
  look: async () => undefined,
  devices: () => devices,
  troubled: () => devices.slice(2),
};

/** Plays so many seconds of everything, without a server. */
function play(seed: number, seconds: number) {
  const rows: (TrafficRecord & { readonly table: string })[] = [];
  const chance = createChance(seed);
  const agenda = createAgenda();
  const base = {
    fleet,
    now: () => new Date(1_770_000_000_000),
    emit: (table: string, record: TrafficRecord) => void rows.push({ table, ...record }),
  };
  const people = ['a', 'b', 'c'].map((seat) =>
    playPerson({ ...base, chance: chance.fork(seat), ask: () => undefined }),
  );
  const present = () => people.flatMap((person) => person.current() ?? []);
  for (const person of people) agenda.add(0, person.happening);
  agenda.add(0, playJobOutcomes({ ...base, chance: chance.fork('outcomes') }));
  agenda.add(0, playErrors({ ...base, chance: chance.fork('errors'), present }));
  agenda.add(0, playTools({ ...base, chance: chance.fork('tools'), present }));
  agenda.advance(seconds, Number.POSITIVE_INFINITY);
  return rows;
}

test('the same seed plays the same, another seed something else', () => {
  expect(play(1, 600)).toEqual(play(1, 600));
  expect(play(1, 600)).not.toEqual(play(2, 600));
});

test('in a day of usual pace, as much a minute as is promised', () => {
  const minutes = 24 * 60;
  const rows = play(3, minutes * 60);
  const aMinute = (table: string) => rows.filter((row) => row.table === table).length / minutes;
  expect(aMinute('user_activities')).toBeGreaterThan(12);
  expect(aMinute('user_activities')).toBeLessThan(18);
  expect(aMinute('job_outcomes')).toBeGreaterThan(4);
  expect(aMinute('job_outcomes')).toBeLessThan(6);
  expect(aMinute('error_logs')).toBeCloseTo(1, 0);
  expect(aMinute('tool_usage_logs')).toBeCloseTo(6, 0);
});

test('devices in trouble fail jobs and make errors; those that are away time out', () => {
  const rows = play(4, 24 * 3_600);
  const outcomes = (id: string) =>
    rows.filter((row) => row.table === 'job_outcomes' && row.device_id === id);
  const failed = (id: string) =>
    outcomes(id).filter(({ status }) => status !== 'success').length / outcomes(id).length;
  expect(failed('pos-1')).toBeLessThan(0.1);
  expect(failed('pos-3')).toBeGreaterThan(0.3);
  expect(new Set(outcomes('pos-4').map(({ status }) => status))).toEqual(new Set(['timeout']));
  const errors = rows.filter((row) => row.table === 'error_logs' && row.device_id !== undefined);
  expect(new Set(errors.map(({ device_id }) => device_id))).toEqual(new Set(['pos-3', 'pos-4']));
});

test('agents call again what failed, a few times in an hour, and some of them in vain', () => {
  const calls = play(6, 24 * 3_600).filter(({ table }) => table === 'tool_usage_logs');
  const keyOf = (call: TrafficRecord) =>
    JSON.stringify([call.tool_name, call.operation, call.session_id, call.parameters]);
  const starts = calls.flatMap((call, i) => {
    const again = calls.slice(i, i + 3);
    const isLoop =
      again.every((each) => each.success === false && keyOf(each) === keyOf(call)) &&
      !(calls[i - 1]?.success === false && keyOf(calls[i - 1] ?? {}) === keyOf(call));
    return isLoop ? [i] : [];
  });
  expect(starts.length / 24).toBeGreaterThan(1);
  expect(starts.length / 24).toBeLessThan(10);
  const ends = starts.map((i) => {
    const last = calls
      .slice(i)
      .find((call) => call.success || keyOf(call) !== keyOf(calls[i] ?? {}));
    return last?.success === true && keyOf(last) === keyOf(calls[i] ?? {});
  });
  expect(new Set(ends)).toEqual(new Set([true, false]));
});

test('people are busier by day than at night, and about as much as usual over a day', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => rhythmAt(Date.UTC(2026, 2, 3, hour)));
  expect(hours[11]).toBeGreaterThan(2 * (hours[3] ?? 0));
  const mean = hours.reduce((sum, value) => sum + value, 0) / 24;
  expect(mean).toBeGreaterThan(0.8);
  expect(mean).toBeLessThan(1.2);
});

test('a pause of the machine is not made up for in one rush', () => {
  const agenda = createAgenda();
  let happened = 0;
  agenda.add(1, () => {
    happened += 1;
    return 1;
  });
  expect(agenda.advance(10_000, 500)).toBe(500);
  expect(agenda.advance(1, 500)).toBeLessThanOrEqual(2);
  expect(happened).toBeLessThanOrEqual(502);
});

const answering = (answers: (() => number)[], seen: string[]): Client =>
  ({
    ingest: async (
      _table: string,
      records: readonly unknown[],
      { batchId }: { batchId: string },
    ) => {
      seen.push(batchId);
      const status = answers.shift()?.() ?? 200;
      if (status !== 200) throw new ClientError({ code: 'unexpected', detail: '', status });
      return { accepted: records.length, rejected: [] };
    },
  }) as unknown as Client;

test('a batch that got no answer is sent again with its id, before anything newer', async () => {
  const seen: string[] = [];
  const client = answering([() => 503], seen);
  const sender = createBatchSender(() => client);
  const { signal } = new AbortController();
  sender.add('error_logs', { error_message: 'a' });
  await expect(sender.flush(signal)).rejects.toThrow();
  sender.add('error_logs', { error_message: 'b' });
  expect(sender.waiting()).toBe(2);
  await sender.flush(signal);
  expect(seen[0]).toBe(seen[1]);
  expect(seen).toHaveLength(3);
  expect([sender.waiting(), sender.counts().accepted.error_logs]).toEqual([0, 2]);
});

test('a batch that is refused for good is counted and does not stand in the way', async () => {
  const client = answering([() => 422], []);
  const sender = createBatchSender(() => client);
  sender.add('error_logs', {});
  await sender.flush(new AbortController().signal);
  expect([sender.counts().rejected, sender.waiting()]).toEqual([1, 0]);
});

test('while the server is away, the oldest are let go beyond the bound', () => {
  const sender = createBatchSender(() => answering([], []));
  for (let i = 0; i < trafficLimits.waitingRecordsMax + 3; i += 1) sender.add('error_logs', { i });
  expect([sender.waiting(), sender.counts().dropped]).toEqual([trafficLimits.waitingRecordsMax, 3]);
});
