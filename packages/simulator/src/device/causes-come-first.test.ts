import { expect, test } from 'vitest';
import { dayMs, minuteMs } from '../units.ts';
import type { DeviceModel, DeviceReading } from './device-model.ts';
import { createTestModels } from './test-site.ts';

const fromMs = Date.UTC(2026, 5, 1);
const names = ['pos-1', 'pos-2', 'pos-3', 'pos-4', 'pos-5', 'pos-6'];
const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

interface Begin {
  readonly model: DeviceModel;
  readonly atMs: number;
}

/** The instants at which an error of this code begins, after half an hour of health. */
function findBegins(code: string, days: number): Begin[] {
  return createTestModels(names).flatMap((model) => {
    const begins: Begin[] = [];
    let healthyMs = 0;
    for (let atMs = fromMs; atMs < fromMs + days * dayMs; atMs += 15_000) {
      const { error } = model.read(atMs);
      if (error?.code === code && healthyMs > 30 * minuteMs) begins.push({ model, atMs });
      healthyMs = error === undefined ? healthyMs + 15_000 : 0;
    }
    return begins;
  });
}

/** The same terminals again, asked about the time before each begin. */
function meanBefore(
  begins: readonly Begin[],
  beforeMs: number,
  read: (reading: DeviceReading) => number,
): number {
  const fresh = new Map(createTestModels(names).map((model) => [model.plan.deviceId, model]));
  return meanOf(
    begins.flatMap(({ model, atMs }) => {
      const again = fresh.get(model.plan.deviceId);
      return again === undefined ? [] : [read(again.read(atMs - beforeMs))];
    }),
  );
}

test('the latency rises before the payment gateway times out', () => {
  const begins = findBegins('payment_gateway_timeout', 3);
  expect(begins.length).toBeGreaterThan(20);
  const latency = ({ metrics }: DeviceReading) => metrics.network_latency_ms ?? 0;
  const before = meanBefore(begins, 15_000, latency);
  expect(before).toBeGreaterThan(1.5 * meanBefore(begins, 10 * minuteMs, latency));
});

test('the response time rises before the database fails', () => {
  const begins = findBegins('database_connection_failed', 3);
  expect(begins.length).toBeGreaterThan(20);
  const time = ({ response_time_ms }: DeviceReading) => response_time_ms;
  expect(meanBefore(begins, 20_000, time)).toBeGreaterThan(
    2 * meanBefore(begins, 10 * minuteMs, time),
  );
});

test('the disk fills for hours before it is called low', () => {
  const begins = findBegins('disk_space_low', 6);
  expect(begins.length).toBeGreaterThan(10);
  const disk = ({ metrics }: DeviceReading) => metrics.disk_percent ?? 0;
  const hours = [3, 2, 1, 0.1].map((ago) => meanBefore(begins, ago * 60 * minuteMs, disk));
  expect(hours).toEqual(hours.toSorted((a, b) => a - b));
  expect((hours[3] ?? 0) - (hours[0] ?? 0)).toBeGreaterThan(20);
});

test('a full disk takes the database down after it was low', () => {
  let found = 0;
  for (const model of createTestModels(names)) {
    let before: string | undefined;
    for (let atMs = fromMs; atMs < fromMs + 20 * dayMs; atMs += 40_000) {
      const { error, metrics, services } = model.read(atMs);
      const isFull = (metrics.disk_percent ?? 0) > 99;
      if (isFull) expect(services.database).toBe('disconnected');
      if (isFull && before === 'disk_space_low') found += 1;
      before = error?.code;
    }
  }
  expect(found).toBeGreaterThan(5);
});

test('when the gateway of a site is down, it is down at all of its terminals', () => {
  const models = createTestModels(names);
  let together = 0;
  for (let atMs = fromMs; atMs < fromMs + 4 * dayMs; atMs += minuteMs) {
    const down = models.filter((model) => model.read(atMs).services.payment_gateway === 'error');
    if (down.length === models.length) together += 1;
  }
  const share = together / (4 * 24 * 60);
  expect(share).toBeGreaterThan(0.02);
  expect(share).toBeLessThan(0.08);
});

test('memory leaks away over hours, until a restart gives it back', () => {
  let restarts = 0;
  for (const model of createTestModels(names)) {
    let highest = 0;
    let uptime = 0;
    for (let atMs = fromMs; atMs < fromMs + 10 * dayMs; atMs += minuteMs) {
      const { metrics, device_info } = model.read(atMs);
      const { uptime_seconds = 0 } = device_info;
      const memory = metrics.memory_percent ?? 0;
      if (uptime_seconds < uptime && highest > 75) {
        restarts += 1;
        expect(memory).toBeLessThan(66);
      }
      if (uptime_seconds < uptime) highest = 0;
      highest = Math.max(highest, memory);
      uptime = uptime_seconds;
    }
  }
  expect(restarts).toBeGreaterThan(6);
});

test('lost connections are announced by latency; some clocks drift and are set right', () => {
  let near = 0;
  let losses = 0;
  for (const model of createTestModels(names)) {
    let wasConnected = true;
    let latency = 0;
    for (let atMs = fromMs; atMs < fromMs + 5 * dayMs; atMs += 20_000) {
      const isConnected = model.isConnected(atMs);
      if (wasConnected && !isConnected) {
        losses += 1;
        if (latency > 130) near += 1;
      }
      latency = model.read(atMs).metrics.network_latency_ms ?? 0;
      wasConnected = isConnected;
    }
  }
  expect(losses).toBeGreaterThan(20);
  expect(near / losses).toBeGreaterThan(0.8);
  const many = Array.from({ length: 100 }, (_, index) => `clock-${index}`);
  const errors = createTestModels(many).map((model) => {
    const values = Array.from({ length: 200 }, (_, index) =>
      model.clockErrorMs(fromMs + index * 5 * minuteMs),
    );
    return { spread: Math.max(...values) - Math.min(...values), values };
  });
  const drifting = errors.filter(({ spread }) => spread > 1_000);
  expect(drifting.length).toBeGreaterThan(3);
  expect(drifting.length).toBeLessThan(25);
  const jumps = drifting.filter(({ values }) =>
    values.some((value, index) => Math.abs(value - (values[index - 1] ?? value)) > 1_000),
  );
  expect(jumps.length).toBeGreaterThan(drifting.length / 2);
});
