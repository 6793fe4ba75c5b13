import { serviceStates } from '@homepot/catalogue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../units.ts';
import type { DeviceModel, DeviceReading } from './device-model.ts';
import { createTestModels } from './test-site.ts';

const fromMs = Date.UTC(2026, 5, 1);
const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function correlationOf(pairs: readonly (readonly [number, number])[]): number {
  const [x, y] = [meanOf(pairs.map(([one]) => one)), meanOf(pairs.map(([, other]) => other))];
  const sum = (read: (a: number, b: number) => number) =>
    pairs.reduce((total, [a, b]) => total + read(a - x, b - y), 0);
  return sum((a, b) => a * b) / Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b));
}

function readMany(model: DeviceModel, untilMs: number, stepMs: number): DeviceReading[] {
  const readings: DeviceReading[] = [];
  for (let atMs = fromMs; atMs < untilMs; atMs += stepMs) readings.push(model.read(atMs));
  return readings;
}

const one = (name = 'pos-1', options: Parameters<typeof createTestModels>[1] = {}): DeviceModel => {
  const [model] = createTestModels([name], options);
  if (model === undefined) throw new Error('no model');
  return model;
};

test('the same seed is the same fleet, another seed another; a further device changes no other', () => {
  const until = fromMs + 6 * hourMs;
  const alone = readMany(one(), until, minuteMs);
  const [, among] = createTestModels(['pos-0', 'pos-1', 'pos-2']);
  expect(readMany(among ?? one('x'), until, minuteMs)).toEqual(alone);
  expect(readMany(one('pos-1', { seed: 2 }), until, minuteMs)).not.toEqual(alone);
});

test('how often a device is asked changes nothing of what it says', () => {
  const often = one();
  const seldom = one();
  for (let atMs = fromMs; atMs < fromMs + 4 * hourMs; atMs += 5_000) often.read(atMs);
  seldom.read(fromMs);
  const [a, b] = [often, seldom].map((model) => model.read(fromMs + 4 * hourMs));
  expect(a).toEqual(b);
});

test('over a month 85 % are healthy, 8 % have no gateway, 4 % no database, 3 % hardly any disk', () => {
  const counts = new Map<string, number>();
  let total = 0;
  for (const siteId of ['site-001', 'site-002', 'site-003']) {
    const names = Array.from({ length: 6 }, (_, index) => `${siteId}-${index}`);
    for (const model of createTestModels(names, { siteId })) {
      for (const { error } of readMany(model, fromMs + 30 * dayMs, 4 * minuteMs)) {
        const name = error?.code ?? 'healthy';
        counts.set(name, (counts.get(name) ?? 0) + 1);
        total += 1;
      }
    }
  }
  const share = (name: string) => (100 * (counts.get(name) ?? 0)) / total;
  const bands = [
    ['healthy', 83, 87],
    ['payment_gateway_timeout', 7, 9],
    ['database_connection_failed', 3.2, 4.8],
    ['disk_space_low', 2.4, 3.6],
  ] as const;
  for (const [name, low, high] of bands) {
    expect(share(name), name).toBeGreaterThan(low);
    expect(share(name), name).toBeLessThan(high);
  }
}, 20_000);

test('trouble lasts: a failure is an episode of minutes, not one report', () => {
  const states = readMany(one(), fromMs + 8 * dayMs, 10_000).map(({ status }) => status);
  const changes = states.filter((status, index) => status !== states[index - 1]).length;
  const unhealthy = states.filter((status) => status === 'unhealthy').length;
  expect(unhealthy / (changes / 2)).toBeGreaterThan(12);
});

test('in peace cpu, memory and latency keep to their ranges, with rare spikes of the latency', () => {
  const readings = readMany(one('pos-1', { areFaultsOn: false }), fromMs + 7 * dayMs, minuteMs);
  const outside = (low: number, high: number, read: (reading: DeviceReading) => number) =>
    readings.filter((reading) => read(reading) < low || read(reading) > high).length;
  expect(outside(20, 70.1, ({ metrics }) => metrics.cpu_percent ?? -1)).toBe(0);
  expect(outside(40, 70.1, ({ metrics }) => metrics.memory_percent ?? -1)).toBe(0);
  const spikes = outside(19.9, 100.1, ({ metrics }) => metrics.network_latency_ms ?? -1);
  expect(spikes).toBeGreaterThan(0);
  expect(spikes / readings.length).toBeLessThan(0.01);
  expect(readings.every(({ status }) => status === 'healthy')).toBe(true);
});

test('cpu, memory, connections and latency follow the transactions', () => {
  const model = one('pos-1', { areFaultsOn: false });
  const tenMinutes = readMany(model, fromMs + 3 * dayMs, 10 * minuteMs);
  const pairs = (read: (reading: DeviceReading) => number | undefined) =>
    tenMinutes.slice(1).flatMap((reading, index) => {
      const before = tenMinutes[index]?.metrics.transaction_count ?? 0;
      const sold = (reading.metrics.transaction_count ?? 0) - before;
      return sold < 0 ? [] : [[sold, read(reading) ?? 0] as const];
    });
  expect(correlationOf(pairs(({ metrics }) => metrics.cpu_percent))).toBeGreaterThan(0.8);
  expect(correlationOf(pairs(({ metrics }) => metrics.active_connections))).toBeGreaterThan(0.8);
  expect(correlationOf(pairs(({ metrics }) => metrics.memory_percent))).toBeGreaterThan(0.6);
  expect(correlationOf(pairs(({ metrics }) => metrics.network_latency_ms))).toBeGreaterThan(0.5);
});

test('the count of a day only rises, begins anew at midnight, and rests while the site is closed', () => {
  const readings = readMany(one(), fromMs + 2 * dayMs, 5 * minuteMs);
  const counts = readings.map(({ metrics }) => metrics.transaction_count ?? -1);
  const perDay = 288;
  for (const [index, count] of counts.entries()) {
    if (index % perDay === 0) expect(count).toBe(0);
    else expect(count).toBeGreaterThanOrEqual(counts[index - 1] ?? 0);
  }
  expect(counts[8 * 12]).toBe(0);
  expect(counts[22 * 12 + 1]).toBe(counts[perDay - 1]);
  expect(counts[perDay - 1]).toBeGreaterThan(300);
});

test('no report ever holds an impossible value', () => {
  const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2029, 0, 1) });
  const versions = fc.constantFrom('2.6.0', '2.6.6');
  fc.assert(
    fc.property(instants, fc.integer(), versions, (atMs, seed, configVersion) => {
      const reading = one('pos-9', { seed, configVersion }).read(atMs);
      const { metrics, services, response_time_ms } = reading;
      const { cpu_percent, memory_percent, disk_percent, error_rate, ...amounts } = metrics;
      for (const percent of [cpu_percent, memory_percent, disk_percent, error_rate]) {
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
      }
      const { currency, ...numbers } = amounts;
      for (const amount of [...Object.values(numbers), response_time_ms])
        expect(amount).toBeGreaterThanOrEqual(0);
      for (const name of ['transaction_count', 'active_connections', 'queue_depth'] as const)
        expect(Number.isInteger(metrics[name])).toBe(true);
      expect(currency).toBe('GBP');
      for (const state of Object.values(services)) expect(serviceStates).toContain(state);
      expect(reading.status === 'unhealthy').toBe(reading.error !== undefined);
    }),
    { numRuns: 200 },
  );
});

test('a bad version raises errors, memory and response time, and a harmless one nothing', () => {
  const noon = fromMs + 12 * hourMs;
  const after = (version: string) => {
    const model = one('pos-3', { areFaultsOn: false });
    model.read(noon);
    model.applyConfiguration(version, noon);
    const readings = Array.from({ length: 720 }, (_, index) => model.read(noon + index * 5_000));
    return {
      errors: meanOf(readings.map(({ metrics }) => metrics.error_rate ?? 0)),
      memory: meanOf(readings.map(({ metrics }) => metrics.memory_percent ?? 0)),
      response: meanOf(readings.map(({ response_time_ms }) => response_time_ms)),
      unhealthy: readings.filter(({ status }) => status === 'unhealthy').length / 720,
    };
  };
  const [same, harmless, bad] = [after('2.6.0'), after('2.6.1'), after('2.6.6')];
  expect(harmless).toEqual(same);
  expect(bad.errors).toBeGreaterThan(same.errors + 4);
  expect(bad.memory).toBeGreaterThan(same.memory + 5);
  expect(bad.response).toBeGreaterThan(same.response * 1.5);
  expect(same.unhealthy).toBe(0);
  expect(bad.unhealthy).toBeGreaterThan(0.05);
});

test('some terminals crash again and again after a bad version: off, then a new uptime', () => {
  const names = Array.from({ length: 30 }, (_, index) => `pos-${index}`);
  const crashes = createTestModels(names, { areFaultsOn: false }).map((model) => {
    model.applyConfiguration('2.6.6', fromMs);
    let seen = 0;
    let uptime = 0;
    for (let atMs = fromMs; atMs < fromMs + hourMs; atMs += 5_000) {
      if (!model.isUp(atMs)) continue;
      const { uptime_seconds = 0 } = model.read(atMs).device_info;
      if (uptime_seconds < uptime) seen += 1;
      uptime = uptime_seconds;
    }
    return seen;
  });
  const looping = crashes.filter((count) => count >= 4).length;
  expect(looping).toBeGreaterThan(1);
  expect(crashes.filter((count) => count === 0).length).toBeGreaterThan(15);
});

test('updates fail in download, validation and restart as often as said, a bad version more often', () => {
  const shareOf = (version: string, step: string) => {
    const model = one();
    const fates = Array.from({ length: 5_000 }, (_, index) =>
      model.updateCourse(`command-${index}`, version),
    );
    return (100 * fates.filter(({ failsIn }) => failsIn === step).length) / fates.length;
  };
  expect(Math.abs(shareOf('2.6.1', 'download') - 5)).toBeLessThan(1);
  expect(Math.abs(shareOf('2.6.1', 'validation') - 3)).toBeLessThan(1);
  expect(Math.abs(shareOf('2.6.1', 'restart') - 2)).toBeLessThan(1);
  expect(shareOf('2.6.6', 'validation')).toBeGreaterThan(10);
});
