import { findTable } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { testSite } from '../device/test-site.ts';
import { dayMs } from '../units.ts';
import type { HistoryRow } from './history-rows.ts';
import { simulateHistory } from './simulate-history.ts';

const fromMs = Date.UTC(2026, 5, 1);
const devices = ['pos-1', 'pos-2', 'pos-3', 'pos-4', 'pos-5', 'pos-6'].map((deviceId) => ({
  deviceId,
  siteId: 'site-001',
  currency: 'GBP',
  configVersion: '2.6.0',
}));
const simulate = (days: number, stepSeconds: number, seed = 1): HistoryRow[] => [
  ...simulateHistory({
    sites: [testSite],
    devices,
    fromMs,
    toMs: fromMs + days * dayMs,
    stepSeconds,
    seed,
  }),
];
const month = simulate(30, 300);
const rowsOf = (table: HistoryRow['table']) =>
  month.filter((one) => one.table === table).map(({ row }) => row);

test('the same options give the same past', () => {
  expect(simulate(1, 120)).toEqual(simulate(1, 120));
  expect(simulate(1, 120, 2)).not.toEqual(simulate(1, 120));
});

test('rows have columns of their tables alone', () => {
  const names = new Set(
    month.flatMap(({ table, row }) => Object.keys(row).map((name) => `${table}.${name}`)),
  );
  for (const full of names) {
    const [table = '', name = ''] = full.split('.');
    const columns = Object.keys(findTable(table)?.columns ?? {});
    expect(['timestamp', ...columns], full).toContain(name);
  }
});

test('states follow one another, each from where the one before ended', () => {
  const last = new Map<unknown, unknown>();
  const changes = rowsOf('device_state_history');
  expect(changes.length).toBeGreaterThan(500);
  for (const { device_id, previous_state, new_state, reason } of changes) {
    expect(previous_state).toBe(last.get(device_id) ?? 'unknown');
    expect(new_state).not.toBe(previous_state);
    expect(reason).not.toBe('');
    last.set(device_id, new_state);
  }
});

test('a bad version is judged worse and taken back; the others stand', () => {
  const changes = rowsOf('configuration_history');
  const bad = changes.filter(({ new_value }) => new_value === '2.6.6');
  expect(bad.length).toBeGreaterThan(2);
  for (const change of bad) expect(change).toMatchObject({ was_successful: false });
  const good = changes.filter(({ new_value }) => new_value !== '2.6.6');
  const successes = good.filter(({ was_successful }) => was_successful === true).length;
  expect(successes / good.length).toBeGreaterThan(0.8);
  expect(changes.some(({ change_type }) => change_type === 'rollback')).toBe(true);
});

test('each failure of an update has its outcome and its error, and each job its summary', () => {
  const outcomes = rowsOf('job_outcomes');
  const failed = outcomes.filter(({ device_id, status }) => device_id && status === 'failed');
  expect(rowsOf('error_logs')).toHaveLength(failed.length);
  const summaries = outcomes.filter(({ device_id }) => device_id === null);
  for (const { extra_data, status } of summaries) {
    const { failed_pushes, total_devices } = extra_data as Record<string, number>;
    expect(total_devices).toBe(6);
    if (failed_pushes === 0) expect(status).toBe('success');
    else expect(['partial', 'failed']).toContain(status);
  }
});
