import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';

/** What a step cost this process, its threads included. */
export interface StepCost {
  readonly seconds: number;
  /** The most memory that was in use during it, in mebibytes. */
  readonly memoryMebibytesMax: number;
  /** The longest that this thread did nothing else, in milliseconds. */
  readonly stallMillisecondsMax: number;
}

const sampleMs = 100;

/** Runs a step and measures it. */
export async function measureStep<T>(run: () => Promise<T>): Promise<readonly [T, StepCost]> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  let most = process.memoryUsage.rss();
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, sampleMs);
  const begin = performance.now();
  delay.enable();
  try {
    const result = await run();
    const seconds = (performance.now() - begin) / 1_000;
    delay.disable();
    const cost = {
      seconds: Number(seconds.toFixed(1)),
      memoryMebibytesMax: Math.round(most / 1_048_576),
      stallMillisecondsMax: Math.round(delay.max / 1e6),
    };
    return [result, cost];
  } finally {
    clearInterval(sampling);
  }
}
