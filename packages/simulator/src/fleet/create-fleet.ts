import { setTimeout as wait } from 'node:timers/promises';
import type { Agent } from '@homepot/agent';
import type { Client } from '@homepot/client';
import { createSiteGateway } from '../device/device-faults.ts';
import type { DeviceModel, ModelSurroundings } from '../device/device-model.ts';
import { createDeviceModel } from '../device/device-model.ts';
import { createSiteRhythm } from '../site/site-rhythm.ts';
import type { FleetSurroundings } from './create-simulated-device.ts';
import { createSimulatedDevice } from './create-simulated-device.ts';
import { createTimerWheel } from './create-timer-wheel.ts';
import { openCredentialDesk } from './credential-desk.ts';
import type { FleetCounts, FleetSummary } from './fleet-counts.ts';
import { createFleetCounts } from './fleet-counts.ts';
import type { FleetInventory } from './fleet-inventory.ts';
import { readFleetInventory } from './fleet-inventory.ts';
import { forEachAtOnce } from './for-each-at-once.ts';
import type { Lateness } from './lateness.ts';
import { createLateness } from './lateness.ts';
import { limits } from './limits.ts';
import { createModelTime } from './model-time.ts';

/** What a fleet is. */
export interface FleetOptions {
  /** An administrator's. */
  readonly client: Client;
  readonly url: string;
  readonly dataDir: string;
  /** The name under which credentials of this house are remembered. */
  readonly house: string;
  readonly deviceCount: number;
  readonly seed: number;
  readonly speed: number;
  readonly intervalSeconds: number;
  readonly transport: 'mqtt' | 'http';
  readonly badVersions: readonly string[];
  readonly areFaultsOn: boolean;
  /** Tells people how far it is. */
  say(message: string): void;
}

/** Simulated terminals that report to a house. */
export interface Fleet {
  /** Finds or enters the terminals and starts them one after the other; resolves when all run. */
  start(): Promise<void>;
  summary(): FleetSummary;
  /** Terminals say goodbye; resolves within two seconds. */
  stop(): Promise<void>;
}

function createModels(
  { sites, devices }: FleetInventory,
  { seed, badVersions, areFaultsOn }: FleetOptions,
): DeviceModel[] {
  const surroundings = new Map<string, ModelSurroundings>();
  for (const site of sites) {
    const rhythm = createSiteRhythm(site, seed);
    surroundings.set(site.siteId, {
      seed,
      rhythm,
      siteGateway: createSiteGateway(site.siteId, seed, rhythm),
      deviceCount: site.deviceCount,
      badVersions: new Set(badVersions),
      areFaultsOn,
    });
  }
  return devices.flatMap((plan) => {
    const around = surroundings.get(plan.siteId);
    return around === undefined ? [] : [createDeviceModel(plan, around)];
  });
}

/** What a fleet did so far. */
function summarise(
  agents: readonly Agent[],
  { counts, lateness, lastedMs }: { counts: FleetCounts; lateness: Lateness; lastedMs: number },
): FleetSummary {
  const figures = agents.map((agent) => agent.figures());
  const sum = (read: (one: (typeof figures)[number]) => number) =>
    figures.reduce((total, one) => total + read(one), 0);
  const { user, system } = process.cpuUsage();
  return {
    devices: agents.length,
    seconds: Math.round(lastedMs / 100) / 10,
    reports: {
      made: sum(({ measured }) => measured),
      acknowledged: sum(({ sent }) => sent),
      waiting: sum(({ backlog }) => backlog),
      sent_again: sum(({ failed }) => failed),
      lost: sum(({ rejected, dropped }) => rejected + dropped),
    },
    ...counts.acknowledgements(),
    commands: counts.commands(),
    process: {
      rss_bytes: process.memoryUsage.rss(),
      cpu_seconds: Math.round((user + system) / 10_000) / 100,
      ...lateness.summary(),
    },
  };
}

/** Creates a fleet. Nothing happens until it is started. */
export function createFleet(options: FleetOptions): Fleet {
  const { client, url, dataDir, house, seed, speed, intervalSeconds, say } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const scheduler = createTimerWheel();
  const counts = createFleetCounts();
  const lateness = createLateness();
  const agents: Agent[] = [];
  let starting: Promise<void> = Promise.resolve();
  const startedAtMs = performance.now();
  const surroundings: FleetSurroundings = {
    seed,
    intervalMs: intervalSeconds * 1_000,
    time: createModelTime(speed),
    scheduler,
    counts,
    wait: (ms) => wait(ms, undefined, { signal }).catch(() => undefined),
  };

  const startAll = async (models: readonly DeviceModel[]): Promise<void> => {
    const [first] = models;
    if (first === undefined) return;
    const desk = await openCredentialDesk(first.plan.deviceId, {
      client,
      url,
      dataDir,
      house,
      signal,
    });
    const mqttUrl = options.transport === 'mqtt' ? desk.mqttUrl : undefined;
    if (options.transport === 'mqtt' && mqttUrl === undefined) {
      say('The house does not take MQTT; the terminals report over HTTP.');
    }
    let started = 0;
    const begin = performance.now();
    const startOne = async (model: DeviceModel) => {
      const { deviceId } = model.plan;
      const credential = await desk.find(deviceId);
      started += 1;
      const dueMs = (started / limits.startsPerSecondMax) * 1_000;
      await surroundings.wait(Math.max(0, begin + dueMs - performance.now()));
      if (signal.aborted) return;
      const agent = createSimulatedDevice(model, credential, { url, mqttUrl }, surroundings);
      agents.push(agent);
      agent.start();
    };
    try {
      await forEachAtOnce(models, limits.callsAtOnceMax, startOne);
      counts.joined();
      lateness.reset();
    } finally {
      await desk.save();
    }
  };

  return {
    start() {
      starting = readFleetInventory({ ...options, signal }).then((inventory) =>
        startAll(createModels(inventory, options)),
      );
      return starting;
    },
    summary: () =>
      summarise(agents, { counts, lateness, lastedMs: performance.now() - startedAtMs }),
    async stop() {
      stopping.abort();
      // The start writes down the credentials that it made so far.
      const stopped = Promise.allSettled([starting, ...agents.map((agent) => agent.stop())]);
      await Promise.race([stopped, wait(limits.stopMillisecondsMax, undefined, { ref: false })]);
      scheduler.stop();
      lateness.stop();
    },
  };
}
