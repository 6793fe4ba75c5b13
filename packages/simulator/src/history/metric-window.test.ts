import { performanceWindow } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { testSite } from '../device/test-site.ts';
import { dayMs } from '../units.ts';
import { simulateHistory } from './simulate-history.ts';

const fromMs = Date.UTC(2026, 5, 1);
const devices = ['pos-1', 'pos-2', 'pos-3'].map((deviceId) => ({
  deviceId,
  siteId: 'site-001',
  currency: 'GBP',
  configVersion: '2.6.0',
}));
const known = Object.keys(performanceWindow.properties);
const toMs = fromMs + 30 * dayMs;
const past = simulateHistory({
  sites: [testSite],
  devices,
  fromMs,
  toMs,
  stepSeconds: 300,
  seed: 1,
});
const changes = [...past]
  .filter(({ table }) => table === 'configuration_history')
  .map(({ row }) => row);

test('a played change keeps its windows as a real one does', () => {
  expect(changes.length).toBeGreaterThan(5);
  for (const { performance_before, performance_after } of changes) {
    for (const window of [performance_before, performance_after]) {
      expect(Object.keys(window as object)).toEqual(known);
    }
    expect(performance_before).toHaveProperty('metrics.unhealthy_share.mean');
  }
});

test('a job changes a device once', () => {
  const names = changes.map(({ job_id, entity_id }) => `${job_id} ${entity_id}`);
  expect(new Set(names).size).toBe(names.length);
});
