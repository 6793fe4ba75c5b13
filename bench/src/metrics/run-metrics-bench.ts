import { chmod, mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { AskTarget, MetricTimes } from './ask-metrics.ts';
import { askMetric } from './ask-metrics.ts';
import type { AskedMetric } from './asked-metrics.ts';
import { askedMetrics } from './asked-metrics.ts';
import { benchDays } from './load-rows.ts';
import type { OpenSize } from './open-size.ts';
import { openSize } from './open-size.ts';
import { startServer } from './start-server.ts';

/** What one size gave. */
interface SizeResult {
  readonly rows: number;
  readonly loadSeconds: number;
  readonly metrics: readonly MetricTimes[];
}

/** What all sizes gave. */
export interface BenchResult {
  readonly sizes: readonly SizeResult[];
  /** Programs that wanted to run, on average over a minute: before the metrics were asked for, and after. */
  readonly machineLoads: readonly [number, number];
}

/** How the bench is run. */
export interface MetricsBenchOptions {
  /** Databases that were filled here before are used again. */
  readonly folder: string;
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Only metrics whose name has this in it. */
  readonly only?: string | undefined;
  say(line: string): void;
}

/** A size that can be asked. */
interface Running {
  readonly size: OpenSize;
  readonly target: AskTarget;
  stop(): Promise<void>;
}

async function start(
  rows: number,
  { folder: parent, say }: MetricsBenchOptions,
  stops: (() => Promise<void>)[],
): Promise<Running> {
  const folder = join(parent, `rows-${rows}`);
  await mkdir(folder, { recursive: true });
  // As root the database runs as another account, which must be able to pass through.
  await chmod(folder, 0o711);
  const size = await openSize(folder, rows);
  stops.unshift(size.stop);
  say(`${rows} rows, loaded in ${size.loadSeconds.toFixed(0)} s`);
  const server = await startServer(size.connectionString, join(folder, 'server'));
  stops.unshift(server.stop);
  const { toMs, database } = size;
  const target = { ...server, database, fromMs: toMs - benchDays * 86_400_000, toMs };
  return { size, target, stop: server.stop };
}

async function askAll(
  metric: AskedMetric,
  running: readonly Running[],
  { rounds, say }: MetricsBenchOptions,
): Promise<readonly MetricTimes[]> {
  const times = await askMetric(
    running.map(({ target }) => target),
    metric,
    rounds,
  );
  for (const [i, { p50Ms, p95Ms, processorMs, rawSqlMs }] of times.entries()) {
    const told = [p50Ms, p95Ms, processorMs].map((ms) => ms.toFixed(1)).join(', ');
    say(`${metric.name}, ${running[i]?.size.rows}: ${told} ms; raw SQL ${rawSqlMs.toFixed(0)} ms`);
  }
  return times;
}

async function runSizes(
  options: MetricsBenchOptions,
  stops: (() => Promise<void>)[],
): Promise<BenchResult> {
  const running: Running[] = [];
  for (const rows of options.sizes) running.push(await start(rows, options, stops));
  const { only = '' } = options;
  const [before = 0] = loadavg();
  const all: (readonly MetricTimes[])[] = [];
  for (const metric of askedMetrics.filter(({ name }) => name.includes(only))) {
    all.push(await askAll(metric, running, options));
  }
  const [after = 0] = loadavg();
  const sizes = running.map(({ size: { rows, loadSeconds } }, i) => ({
    rows,
    loadSeconds,
    metrics: all.flatMap((times) => times[i] ?? []),
  }));
  return { sizes, machineLoads: [before, after] };
}

/**
 * Fills a database of its own for each size, starts a server on each, and asks all of them for every metric
 * over HTTP, by turns, so that what else the machine does slows one as much as the other.
 */
export async function runMetricsBench(options: MetricsBenchOptions): Promise<BenchResult> {
  const stops: (() => Promise<void>)[] = [];
  try {
    return await runSizes(options, stops);
  } finally {
    for (const stop of stops) await stop();
  }
}
