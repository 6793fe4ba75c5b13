import type { RandomKey } from '../random/keyed-random.ts';
import { createKey, uniformAt } from '../random/keyed-random.ts';
import { smoothNoise } from '../random/smooth-noise.ts';
import { hourMs, minuteMs, within } from '../units.ts';
import type { DeviceFaults } from './device-faults.ts';
import type { DeviceTraits } from './device-plan.ts';
import { databasePressure, gatewayPressure, leakAt } from './pressure.ts';
import type { Cause } from './trouble.ts';

/** What measuring needs to know of an instant. */
export interface Circumstances {
  readonly atMs: number;
  /** How busy the site is: 0 closed, 1 as at the busiest minute of a week. */
  readonly activity: number;
  readonly faults: DeviceFaults;
  readonly cause: Cause | undefined;
  /** Of the configuration that runs: 0 harmless, up to 1. */
  readonly severity: number;
  readonly uptimeMs: number;
  /** Hours since the last clean-up of the disk. */
  readonly hoursSinceCleanUp: number;
}

/** What a terminal measures; units as in the catalogue's `device_metrics`. */
export interface Measurements {
  readonly cpu_percent: number;
  readonly memory_percent: number;
  readonly disk_percent: number;
  readonly network_latency_ms: number;
  readonly error_rate: number;
  readonly active_connections: number;
  readonly queue_depth: number;
  readonly response_time_ms: number;
}

/** What is peculiar to a terminal. */
interface Own extends DeviceTraits {
  /** Where the noise of each gauge comes from. */
  readonly noise: Readonly<
    Record<
      'cpu' | 'memory' | 'disk' | 'latency' | 'jitter' | 'spikes' | 'errors' | 'queue',
      RandomKey
    >
  >;
}

/** The circumstances with what follows from the faults: how hard each presses, 0 to 1. */
interface Now extends Circumstances {
  readonly gateway: number;
  readonly database: number;
  readonly leak: number;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
const spikeCellMs = 20_000;
const spikeShare = 0.003;
const archivePeriodMs = 21 * 24 * hourMs;

function cpuOf(now: Now, { noise }: Own): number {
  const busy = 23 + 36 * now.activity + 3 * smoothNoise(noise.cpu, now.atMs, 2 * minuteMs);
  const calm = within(busy, 20, 70);
  // With the database gone there is nothing to do; before that it is worked hard.
  const failing = now.database === 1 ? -0.3 * (calm - 20) : 16 * now.database;
  const starting = 18 * Math.exp(-now.uptimeMs / 40_000);
  return within(calm + failing + starting + 12 * now.leak ** 3 + 8 * now.severity, 0, 100);
}

function memoryOf(now: Now, { noise, memoryBase }: Own): number {
  const drift = 1.3 * smoothNoise(noise.memory, now.atMs, 25 * minuteMs);
  const calm = within(memoryBase + 11 * now.activity + drift, 40, 70);
  const fresh = -9 * Math.exp(-now.uptimeMs / (12 * minuteMs));
  const strength = now.faults.leak.episode?.strength ?? 0;
  return within(calm + fresh + 46 * strength * now.leak + 14 * now.severity, 0, 97);
}

function diskOf(now: Now, { noise, diskBase }: Own): number {
  const sinceArchive = (now.atMs % archivePeriodMs) / archivePeriodMs;
  const drift = 0.4 * smoothNoise(noise.disk, now.atMs, 6 * hourMs);
  const calm = diskBase + 9 * sinceArchive + 0.16 * now.hoursSinceCleanUp + drift;
  const { disk: filling, isDiskFull } = now.faults;
  if (isDiskFull) return 99.4;
  if (filling.lead > 0) return calm + (90 - calm) * filling.lead ** 1.3;
  if (!filling.isOn || filling.episode === undefined) return calm;
  const { startMs, endMs } = filling.episode;
  return 90 + (8 * (now.atMs - startMs)) / (endMs - startMs);
}

function latencyOf(now: Now, { noise, latencyBaseMs }: Own): number {
  const slow = 6 * smoothNoise(noise.latency, now.atMs, 4 * minuteMs);
  const quick = 3 * smoothNoise(noise.jitter, now.atMs, 12_000);
  const calm = within(latencyBaseMs + 26 * now.activity + slow + quick, 20, 100);
  const chance = uniformAt(noise.spikes, Math.floor(now.atMs / spikeCellMs));
  const spike = chance < spikeShare ? 3 + 900 * chance : 1;
  const { network } = now.faults;
  const line = 1 + 5 * Math.max(network.lead, network.isOn ? 1 : 0.5 * network.tail);
  const slowed = calm * spike * line * (1 + 2.2 * now.gateway) * (1 + 0.7 * now.severity);
  return within(slowed, 1, 5_000);
}

function errorRateOf(now: Now, { noise }: Own): number {
  const drift = 0.25 * smoothNoise(noise.errors, now.atMs, 5 * minuteMs);
  const calm = within(0.5 + 0.5 * now.activity + drift, 0, 3);
  const failing = Math.max(38 * now.gateway ** 2, 70 * now.database ** 3);
  const configuration = now.cause === 'configuration' ? 18 : 0;
  return within(calm + failing + 7 * now.severity + configuration, 0, 100);
}

function queueOf(now: Now, { noise }: Own): number {
  const calm = 5 * now.activity ** 2 + 0.7 * smoothNoise(noise.queue, now.atMs, 90_000);
  // A closed shop has hardly anything that could wait.
  const waiting = 46 * Math.max(now.gateway, now.database) * Math.min(1, 0.1 + now.activity);
  return Math.max(0, calm + waiting + 3 * now.severity * now.activity);
}

function responseTimeOf(now: Now, latencyMs: number, cpuPercent: number): number {
  const calm = 35 + 1.1 * latencyMs + 0.018 * cpuPercent ** 2;
  const failing = Math.max(4_800 * now.gateway ** 4, 2_600 * now.database ** 2);
  return calm * (1 + 1.3 * now.severity) + failing;
}

/** Creates the gauges of a terminal: noise of their own around what the circumstances dictate. */
export function createGauges(
  deviceId: string,
  seed: number,
  traits: DeviceTraits,
): (circumstances: Circumstances) => Measurements {
  const keyOf = (purpose: string) => createKey(seed, 'device', deviceId, purpose);
  const noise = {
    cpu: keyOf('cpu'),
    memory: keyOf('memory'),
    disk: keyOf('disk'),
    latency: keyOf('latency'),
    jitter: keyOf('jitter'),
    spikes: keyOf('spikes'),
    errors: keyOf('errors'),
    queue: keyOf('queue'),
  };
  const own: Own = { ...traits, noise };
  return (circumstances) => {
    const { faults, atMs, uptimeMs, activity } = circumstances;
    const now: Now = {
      ...circumstances,
      gateway: gatewayPressure(faults),
      database: databasePressure(faults),
      leak: leakAt(faults, atMs, uptimeMs),
    };
    const cpuPercent = cpuOf(now, own);
    const latencyMs = latencyOf(now, own);
    return {
      cpu_percent: tenth(cpuPercent),
      memory_percent: tenth(memoryOf(now, own)),
      disk_percent: tenth(within(diskOf(now, own), 0, 100)),
      network_latency_ms: tenth(latencyMs),
      error_rate: Math.round(errorRateOf(now, own) * 100) / 100,
      active_connections: Math.round(within(2 + 21 * activity, 0, 200)),
      queue_depth: Math.round(queueOf(now, own)),
      response_time_ms: Math.round(responseTimeOf(now, latencyMs, cpuPercent)),
    };
  };
}
