import type { JudgedColumns, WindowPair } from '../../fleet/index.ts';
import { compareWindows, writeJudgement } from '../../fleet/index.ts';
import type { WindowSummary } from '../../query/index.ts';
import { summarise } from '../../query/index.ts';
import type { Random } from './random.ts';
import { around, createRandom } from './random.ts';
import { sampleDevices } from './sample-fleet.ts';
import type { SampleJob } from './sample-jobs.ts';
import { sampleJobs } from './sample-jobs.ts';
import { hourMs, minuteMs } from './sample-record.ts';

/** A terminal whose configuration a sample job changed. */
export interface SampleChange extends JudgedColumns {
  readonly job: SampleJob;
  readonly deviceId: string;
  readonly appliedMs: number;
  readonly judgedMs: number;
}

const windowMs = 5 * minuteMs;
const settleMs = minuteMs;
const reportSeconds = 5;
const reports = windowMs / (reportSeconds * 1_000);
const seed = 11;

const series = (random: Random, middle: number, spread: number): readonly number[] =>
  Array.from({ length: reports }, () => around(random, middle, spread));

/** What a terminal measured from an instant on; a change slows the answers of its payment by `factor`. */
function windowFrom(random: Random, fromMs: number, factor: number): WindowSummary {
  return {
    fromMs,
    toMs: fromMs + windowMs,
    reports,
    samples: reports,
    metrics: {
      cpu_percent: summarise(series(random, 38, 6)),
      memory_percent: summarise(series(random, 55, 3)),
      network_latency_ms: summarise(series(random, 24, 8)),
      error_rate: summarise(series(random, 0.4, 0.3)),
      response_time_ms: summarise(series(random, 120 * factor, 30)),
      transactions_per_minute: summarise(series(random, 2.2, 0.8)),
      unhealthy_share: summarise(series(random, 0, 0)),
      silent_share: summarise(series(random, 0, 0)),
    },
  };
}

const pairOf = (
  deviceId: string,
  random: Random,
  appliedMs: number,
  factor: number,
): WindowPair => ({
  deviceId,
  before: windowFrom(random, appliedMs - windowMs, 1),
  after: windowFrom(random, appliedMs + settleMs, factor),
});

/** The changes of one job, each judged as a real one is: against the terminals that it did not reach. */
function changesOf(job: SampleJob, atMs: number, random: Random): readonly SampleChange[] {
  const appliedMs = atMs - job.hoursAgo * hourMs;
  const judgedMs = appliedMs + settleMs + windowMs;
  const reached = new Set(job.targets.flatMap(({ deviceId, ok }) => (ok ? [deviceId] : [])));
  const peers = sampleDevices
    .filter(({ deviceId }) => !reached.has(deviceId))
    .map(({ deviceId }) => pairOf(deviceId, random, appliedMs, 1));
  return [...reached].map((deviceId) => {
    const pair = pairOf(deviceId, random, appliedMs, job.responseFactor);
    const judged = writeJudgement(pair, compareWindows([{ changed: [pair], peers }]));
    return { job, deviceId, appliedMs, judgedMs, ...judged };
  });
}

/** What the configuration jobs changed, with what was measured before and after. */
export function createSampleChanges(atMs: number): readonly SampleChange[] {
  const random = createRandom(seed);
  return sampleJobs
    .filter(({ jobType }) => jobType === 'config_update')
    .flatMap((job) => changesOf(job, atMs, random));
}
