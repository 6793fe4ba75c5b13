import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environment } from '../environment.ts';
import { findFreePort } from '../free-port.ts';
import { startProgram } from '../process.ts';
import type { ProcessorShares } from './processor-meter.ts';
import { createProcessorMeter } from './processor-meter.ts';
import type { ServerSample } from './sample-server.ts';
import { sampleServer } from './sample-server.ts';

/** How a fleet is run against a server with its own database, all on this machine. */
export interface FleetLoadOptions {
  readonly devices: number;
  readonly intervalSeconds: number;
  readonly minutes: number;
  /** Data folder of the server. */
  readonly folder: string;
  /** Called now and then with the last sample. */
  readonly onSample?: (sample: ServerSample) => void;
}

/** What the simulator writes at its end; more than is used here. */
interface FleetSummary {
  readonly reports: {
    readonly made: number;
    readonly acknowledged: number;
    readonly waiting: number;
    readonly lost: number;
  };
  readonly acknowledgement: {
    readonly p50_ms: number;
    readonly p99_ms: number;
    readonly max_ms: number;
  };
  readonly process: {
    readonly rss_bytes: number;
    readonly cpu_seconds: number;
    /** How late the simulator itself was; an acknowledgement may have come that much earlier. */
    readonly late_p99_ms: number;
    readonly late_max_ms: number;
  };
}

/** What came out. */
export interface FleetLoadResult {
  readonly fleet: FleetSummary;
  /** Rows of health_checks in the database; as many as reports were acknowledged. */
  readonly storedReports: number;
  readonly reportsPerSecond: number;
  readonly lagSecondsMax: number;
  readonly lagSecondsP99: number;
  readonly memoryMiBAtStart: number;
  readonly memoryMiBAtEnd: number;
  readonly memoryMiBMax: number;
  /** Processors that the server kept busy. */
  readonly serverProcessors: number;
  readonly processors: ProcessorShares;
  readonly samples: readonly ServerSample[];
}

const sampleMilliseconds = 1_000;
const drainMillisecondsMax = 120_000;
const startMillisecondsMax = 300_000;
const serverEntry = fileURLToPath(import.meta.resolve('@homepot/server/package.json')).replace(
  'package.json',
  'src/main/homepot-server.ts',
);
const simulatorEntry = fileURLToPath(
  import.meta.resolve('@homepot/simulator/package.json'),
).replace('package.json', 'src/simulator.ts');

/** While the simulator collects its own memory, it notices no acknowledgement: so seldom, as `serve` does. */
const heapGrowth = '--heap-growing-percent=200';

async function startServer(folder: string) {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const started = await startProgram(
    process.execPath,
    [serverEntry, 'serve'],
    `${url}/health/ready`,
    {
      ...environment,
      DATA_DIR: folder,
      PORT: new URL(url).port,
      MQTT_PORT: String(await findFreePort()),
      LOG_LEVEL: 'warn',
      SAMPLE_DATA: 'false',
      RATE_LIMIT_PER_MINUTE: '10000000',
    },
  );
  const key = (await readFile(join(folder, 'run/local.key'), 'utf8')).trim();
  return { ...started, url, key, pid: started.child.pid ?? 0 };
}

function startFleet({ devices, intervalSeconds, folder }: FleetLoadOptions) {
  const summaryFile = join(folder, 'fleet-summary.json');
  const words = ['--data-dir', folder, '--summary-file', summaryFile];
  const size = ['--devices', String(devices), '--interval', String(intervalSeconds)];
  const child = spawn(process.execPath, [heapGrowth, simulatorEntry, ...words, ...size], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
  });
  const ended = once(child, 'exit');
  const running = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('simulated terminal')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
    setTimeout(() => reject(new Error('the fleet did not start')), startMillisecondsMax).unref();
  });
  const stop = async (): Promise<FleetSummary> => {
    child.kill('SIGTERM');
    await ended;
    return JSON.parse(await readFile(summaryFile, 'utf8')) as FleetSummary;
  };
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  return { running, stop, kill, pid: child.pid ?? 0 };
}

interface Server {
  readonly url: string;
  readonly key: string;
}

async function readSum({ url, key }: Server, line: RegExp): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  return (await answer.text())
    .split('\n')
    .filter((each) => line.test(each))
    .reduce((sum, each) => sum + Number(each.split(' ').at(-1)), 0);
}

/** Rows of health_checks, once the server has stored what it has taken. */
async function countReports(server: Server): Promise<number> {
  const giveUpMs = performance.now() + drainMillisecondsMax;
  const inSpool = /^homepot_records_in_spool\{.*table="health_checks"/;
  while ((await readSum(server, inSpool)) > 0 && performance.now() < giveUpMs) {
    await pause(sampleMilliseconds);
  }
  return readSum(server, /^homepot_records_stored_total\{.*table="health_checks"/);
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? 0;

/** Runs the fleet, samples the server each second, and holds both accounts against each other. */
export async function runFleetLoad(options: FleetLoadOptions): Promise<FleetLoadResult> {
  const server = await startServer(options.folder);
  const fleet = startFleet(options);
  try {
    await fleet.running;
    const startedAtMs = performance.now();
    const samples: ServerSample[] = [];
    const meter = createProcessorMeter({ server: server.pid, simulator: fleet.pid });
    while (performance.now() - startedAtMs < options.minutes * 60_000) {
      const sample = await sampleServer(server, startedAtMs);
      await meter.look();
      samples.push(sample);
      if (samples.length % 15 === 0) options.onSample?.(sample);
      await pause(sampleMilliseconds);
    }
    const summary = await fleet.stop();
    const storedReports = await countReports(server);
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined) throw new Error('nothing was sampled');
    const seconds = last.atSeconds - first.atSeconds;
    const lags = samples.map(({ lagSeconds }) => lagSeconds);
    const memory = samples.map(({ memoryMiB }) => memoryMiB);
    return {
      fleet: summary,
      storedReports,
      reportsPerSecond: options.devices / options.intervalSeconds,
      lagSecondsMax: Math.max(...lags),
      lagSecondsP99: percentile(lags, 0.99),
      memoryMiBAtStart: percentile(memory.slice(0, 30), 0.5),
      memoryMiBAtEnd: percentile(memory.slice(-30), 0.5),
      memoryMiBMax: Math.max(...memory),
      processors: meter.shares(),
      serverProcessors: (last.processorSeconds - first.processorSeconds) / seconds,
      samples: samples.filter((_, place) => place % 30 === 0),
    };
  } finally {
    fleet.kill();
    await server.stop();
  }
}
