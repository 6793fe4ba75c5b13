import { statfs } from 'node:fs/promises';
import { freemem, totalmem, uptime } from 'node:os';
import type { ServiceState } from '@homepot/catalogue';
import { limits } from '../limits.ts';
import type { Sensors } from '../reporting/sensors.ts';
import type { ServiceCheck } from './check-service.ts';
import { checkService } from './check-service.ts';
import { countConnections } from './count-connections.ts';
import type { Thresholds } from './judge-health.ts';
import { judgeHealth } from './judge-health.ts';
import { measureConnect } from './measure-connect.ts';
import { readFacts } from './read-facts.ts';
import { processorPercent, readProcessorTimes } from './read-processor-times.ts';

/** What of a machine is looked at. */
export interface MachineSensorsOptions {
  /** A path on the disk that is measured. */
  readonly diskPath: string;
  /** Where the time of a connection is measured. */
  readonly house: { readonly host: string; readonly port: number };
  readonly services: Readonly<Record<string, ServiceCheck>>;
  readonly thresholds: Thresholds;
  readonly model?: string;
  readonly firmware?: string;
}

const rounded = (value: number) => Math.round(value * 100) / 100;

/** What was measured, without what could not be. */
function present<Values extends object>(values: Values) {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as { [Name in keyof Values]?: NonNullable<Values[Name]> };
}

async function measureDisk(path: string) {
  try {
    const { blocks, bfree, bavail, bsize } = await statfs(path);
    // As df counts: what only root may use is not free.
    const used = blocks - bfree;
    const percent = used + bavail === 0 ? undefined : rounded((100 * used) / (used + bavail));
    return { percent, storageGb: rounded((blocks * bsize) / 1e9) };
  } catch {
    return { percent: undefined, storageGb: undefined };
  }
}

async function checkServices(checks: Readonly<Record<string, ServiceCheck>>) {
  const services: Record<string, ServiceState> = {};
  for (const [name, check] of Object.entries(checks)) {
    const state = await checkService(check);
    if (state !== undefined) services[name] = state;
  }
  return services;
}

/** Creates the sensors of the machine that this runs on. What it does not tell is left out. */
export function createMachineSensors(options: MachineSensorsOptions): Sensors {
  const facts = readFacts(options);
  let processor = readProcessorTimes();

  function measureProcessor() {
    const before = processor;
    processor = readProcessorTimes();
    const percent = processorPercent(before, processor);
    return percent === undefined ? undefined : rounded(percent);
  }

  async function measureMetrics(diskPercent: number | undefined) {
    const { host, port } = options.house;
    const latencyMs = await measureConnect(host, port, limits.checkMillisecondsMax);
    return present({
      cpu_percent: measureProcessor(),
      memory_percent: rounded(100 * (1 - freemem() / totalmem())),
      disk_percent: diskPercent,
      network_latency_ms: latencyMs === undefined ? undefined : rounded(latencyMs),
      active_connections: await countConnections(),
    });
  }

  return {
    async measure() {
      const startedAtMs = performance.now();
      const disk = await measureDisk(options.diskPath);
      const metrics = await measureMetrics(disk.percent);
      const services = await checkServices(options.services);
      return {
        ...judgeHealth({ metrics, services }, options.thresholds),
        response_time_ms: Math.round(performance.now() - startedAtMs),
        metrics,
        ...(Object.keys(services).length === 0 ? {} : { services }),
        device_info: {
          ...facts,
          ...present({ storage_gb: disk.storageGb }),
          uptime_seconds: Math.floor(uptime()),
        },
      };
    },
  };
}
