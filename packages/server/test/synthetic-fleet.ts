import type { WindowPair } from '../src/fleet/closed-loop/verdict/window-pair.ts';
import { createWindowSummary } from '../src/query/windows/window-summary.ts';

/** What a bad version does: factors and sums on top of what a device would have measured. */
export interface Harm {
  readonly responseFactor: number;
  readonly latencyFactor: number;
  readonly errorRateAdded: number;
  readonly unhealthyAdded: number;
}

/** A fleet in which some devices are changed and others are not. */
export interface FleetOptions {
  readonly seed: number;
  readonly windowSeconds: number;
  readonly changed?: number;
  readonly peers?: number;
  /** Absent for a change that does nothing. */
  readonly harm?: Harm;
  /** How many of the changed devices break by chance during the second window. */
  readonly brokenByChance?: number;
  /** Where the first window begins, milliseconds since 1970. */
  readonly startMs?: number;
}

/** mulberry32: the same numbers from the same seed, everywhere. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const intervalSeconds = 5;
const settleSeconds = 5;

/** What a device measures at one instant. */
export interface Reading {
  readonly atMs: number;
  readonly cpu: number;
  readonly latency: number;
  readonly response: number;
  readonly errorRate: number;
  readonly isHealthy: boolean;
  readonly transactions: number;
}

/** Readings that resemble the one before, around levels of the device's own, with spikes and bad spells. */
function* measureDevice(random: () => number, seconds: number, trend: number): Generator<Reading> {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const level = {
    cpu: 30 + 25 * random(),
    latency: 30 + 40 * random(),
    response: 80 + 80 * random(),
  };
  const walk = { cpu: normal(), latency: normal(), response: normal(), errors: normal() };
  let bad = random() < 0.15;
  let transactions = Math.floor(500 * random());
  for (let second = 0; second < seconds; second += intervalSeconds) {
    for (const name of ['cpu', 'latency', 'response', 'errors'] as const) {
      walk[name] = 0.6 * walk[name] + 0.8 * normal();
    }
    bad = bad ? random() > 0.3 : random() < 0.05;
    const rise = 1 + (trend * second) / seconds;
    const spike = random() < 0.02 ? 4 : 1;
    transactions += random() < 0.25 ? 1 : 0;
    yield {
      atMs: second * 1_000 + 300 * random(),
      cpu: Math.min(100, Math.max(0, level.cpu * rise + 5 * walk.cpu)),
      latency: level.latency * rise * spike * Math.exp(0.2 * walk.latency),
      response: level.response * rise * spike * Math.exp(0.2 * walk.response) * (bad ? 1.6 : 1),
      errorRate: Math.max(0, 1 + 0.4 * walk.errors + (bad ? 2 : 0)),
      isHealthy: !bad,
      transactions,
    };
  }
}

function harmReading(reading: Reading, harm: Harm, random: () => number): Reading {
  return {
    ...reading,
    latency: reading.latency * harm.latencyFactor,
    response: reading.response * harm.responseFactor,
    errorRate: Math.min(100, reading.errorRate + harm.errorRateAdded),
    isHealthy: reading.isHealthy && random() >= harm.unhealthyAdded,
  };
}

function summarise(deviceId: string, readings: readonly Reading[], fromMs: number, toMs: number) {
  const before = readings.filter(({ atMs }) => atMs < toMs);
  const rows = before.map((reading) => ({
    atMs: reading.atMs,
    cpu_percent: reading.cpu,
    memory_percent: null,
    disk_percent: null,
    network_latency_ms: reading.latency,
    error_rate: reading.errorRate,
    active_connections: null,
    queue_depth: null,
    transaction_count: reading.transactions,
  }));
  const reports = before
    .filter(({ atMs }) => atMs >= fromMs)
    .map(({ atMs, isHealthy, response }) => ({ atMs, isHealthy, responseTimeMs: response }));
  return createWindowSummary({ deviceId, fromMs, toMs, intervalSeconds }, rows, reports, 300_000);
}

const breakdown: Harm = {
  responseFactor: 4,
  latencyFactor: 3,
  errorRateAdded: 30,
  unhealthyAdded: 0.9,
};

/** A device of the fleet, and all that it measured. */
export interface PlayedDevice {
  readonly deviceId: string;
  readonly isChanged: boolean;
  readonly readings: readonly Reading[];
}

/** Plays a fleet in which everything moves together a little; the changed devices come first. */
export function playReadings(options: FleetOptions): PlayedDevice[] {
  const { seed, windowSeconds, changed = 5, peers = 7, harm, brokenByChance = 0 } = options;
  const { startMs = Date.UTC(2026, 0, 5, 9) } = options;
  const random = createRandom(seed);
  const trend = 0.4 * (random() - 0.5);
  const play = (i: number): PlayedDevice => {
    const effect = i < brokenByChance ? breakdown : i < changed ? harm : undefined;
    const measured = [...measureDevice(random, 2 * windowSeconds + settleSeconds, trend)];
    const readings = measured.map((reading) => {
      const isBefore = reading.atMs < windowSeconds * 1_000;
      const harmed =
        isBefore || effect === undefined ? reading : harmReading(reading, effect, random);
      return { ...harmed, atMs: startMs + reading.atMs };
    });
    return { deviceId: `pos-terminal-${i}`, isChanged: i < changed, readings };
  };
  return Array.from({ length: changed + peers }, (_, i) => play(i));
}

/** The same as windows: one before the change and one after it has settled. */
export function playSyntheticFleet(options: FleetOptions): {
  changed: WindowPair[];
  peers: WindowPair[];
} {
  const { windowSeconds, startMs = Date.UTC(2026, 0, 5, 9) } = options;
  const cutMs = startMs + windowSeconds * 1_000;
  const afterMs = cutMs + settleSeconds * 1_000;
  const pairs = playReadings(options).map(({ deviceId, isChanged, readings }) => ({
    isChanged,
    pair: {
      deviceId,
      before: summarise(deviceId, readings, startMs, cutMs),
      after: summarise(deviceId, readings, afterMs, afterMs + windowSeconds * 1_000),
    },
  }));
  return {
    changed: pairs.filter(({ isChanged }) => isChanged).map(({ pair }) => pair),
    peers: pairs.filter(({ isChanged }) => !isChanged).map(({ pair }) => pair),
  };
}
