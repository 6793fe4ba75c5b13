import type { Database } from '../../../packages/server/src/store/index.ts';
import type { AskedMetric } from './asked-metrics.ts';
import { processorMsBetween, readUsedTicks } from './processor-time.ts';

/** How long a metric takes, in milliseconds. */
export interface MetricTimes {
  readonly name: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Processor time of one answer, of the server and the database together. */
  readonly processorMs: number;
  readonly rawSqlMs: number;
  readonly answerBytes: number;
}

/** Whom to ask. */
export interface AskTarget {
  readonly url: string;
  readonly key: string;
  readonly serverPid: number;
  readonly database: Pick<Database, 'query'>;
  readonly fromMs: number;
  readonly toMs: number;
}

const warmRounds = 5;
const instant = (ms: number): string => new Date(ms).toISOString();

async function askOnce(url: string, key: string): Promise<number> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return text.length;
}

async function timeRawSql({ database, fromMs, toMs }: AskTarget, metric: AskedMetric) {
  const range = [instant(fromMs), instant(toMs)];
  let bestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 2; round += 1) {
    const start = performance.now();
    for (const text of metric.rawSql) await database.query(text, range);
    bestMs = Math.min(bestMs, performance.now() - start);
  }
  return bestMs;
}

const quantile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;

/** Asks one target for a metric, as often as it is told to. */
interface Asking {
  warm(): Promise<void>;
  ask(): Promise<void>;
  finish(): Promise<MetricTimes>;
}

function createAsking(target: AskTarget, metric: AskedMetric): Asking {
  const { url, key, serverPid, database, fromMs, toMs } = target;
  const range = `start_date=${instant(fromMs)}&end_date=${instant(toMs)}`;
  const address = `${url}/api/v1/metrics/${metric.path}${range}`;
  const times: number[] = [];
  let answerBytes = 0;
  let usedBefore: Awaited<ReturnType<typeof readUsedTicks>> = new Map();
  return {
    async warm() {
      for (let round = 0; round < warmRounds; round += 1) answerBytes = await askOnce(address, key);
      usedBefore = await readUsedTicks(serverPid, database);
    },
    async ask() {
      const start = performance.now();
      await askOnce(address, key);
      times.push(performance.now() - start);
    },
    async finish() {
      const usedAfter = await readUsedTicks(serverPid, database);
      times.sort((a, b) => a - b);
      return {
        name: metric.name,
        p50Ms: quantile(times, 0.5),
        p95Ms: quantile(times, 0.95),
        processorMs: processorMsBetween(usedBefore, usedAfter) / times.length,
        rawSqlMs: await timeRawSql(target, metric),
        answerBytes,
      };
    },
  };
}

/**
 * Asks all targets for a metric again and again, one request after the other and one target after the
 * other; then each once for the raw SQL. In the order of the targets.
 */
export async function askMetric(
  targets: readonly AskTarget[],
  metric: AskedMetric,
  rounds: number,
): Promise<readonly MetricTimes[]> {
  const askings = targets.map((target) => createAsking(target, metric));
  for (const asking of askings) await asking.warm();
  for (let round = 0; round < rounds; round += 1) for (const asking of askings) await asking.ask();
  const times: MetricTimes[] = [];
  for (const asking of askings) times.push(await asking.finish());
  return times;
}
