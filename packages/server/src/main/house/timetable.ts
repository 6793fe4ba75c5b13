import type { Clock, Log } from '../../kernel/index.ts';

/** Something that is done again and again. */
export interface PeriodicJob {
  /** Of words with underscores, as the metrics name it. */
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => unknown;
}

/** How often a job ran. */
interface JobFigures {
  readonly name: string;
  readonly runs: number;
  readonly failures: number;
  /** Milliseconds that the last run took. */
  readonly lastRunMs: number;
}

/** The only timers of the house. */
export interface Timetable {
  start(): void;
  /** Starts nothing more, and waits for the jobs that run. */
  stop(): Promise<void>;
  figures(): readonly JobFigures[];
}

export interface TimetableDependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** Is told what a job threw, and its name; must not throw. */
  readonly onFailure?: (error: unknown, name: string) => void;
}

interface Line {
  readonly job: PeriodicJob;
  runs: number;
  failures: number;
  lastRunMs: number;
  running: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Creates a timetable of the jobs. A job that is still running when its time comes is left alone. */
export function createTimetable(
  { clock, log, onFailure }: TimetableDependencies,
  jobs: readonly PeriodicJob[],
): Timetable {
  const lines: readonly Line[] = jobs.map((job) => ({
    job,
    runs: 0,
    failures: 0,
    lastRunMs: 0,
    running: undefined,
    timer: undefined,
  }));

  async function runOnce(line: Line): Promise<void> {
    const startedMs = clock.monotonicMs();
    try {
      await line.job.run();
    } catch (error) {
      line.failures += 1;
      log.error({ err: error, job: line.job.name }, 'a periodic job failed');
      onFailure?.(error, line.job.name);
    }
    line.runs += 1;
    line.lastRunMs = clock.monotonicMs() - startedMs;
  }

  return {
    start() {
      for (const line of lines) {
        line.timer = setInterval(() => {
          line.running ??= runOnce(line).finally(() => {
            line.running = undefined;
          });
        }, line.job.everyMs);
      }
    },
    async stop() {
      for (const { timer } of lines) clearInterval(timer);
      await Promise.all(lines.map(({ running }) => running));
    },
    figures: () =>
      lines.map(({ job, runs, failures, lastRunMs }) => ({
        name: job.name,
        runs,
        failures,
        lastRunMs,
      })),
  };
}
