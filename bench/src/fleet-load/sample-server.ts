import { readFile } from 'node:fs/promises';

/** What a server said and took at one instant. */
export interface ServerSample {
  /** Seconds since the measurement began. */
  readonly atSeconds: number;
  readonly memoryMiB: number;
  /** Processor seconds since its start. */
  readonly processorSeconds: number;
  /** Age of the oldest entry that is not in the database. */
  readonly lagSeconds: number;
}

const clockTicksPerSecond = 100;

async function readProcess(pid: number): Promise<{ memoryMiB: number; processorSeconds: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return {
    memoryMiB: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024,
    processorSeconds: (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond,
  };
}

/** Samples a server through `/metrics` and `/proc`. */
export async function sampleServer(
  { url, key, pid }: { readonly url: string; readonly key: string; readonly pid: number },
  startedAtMs: number,
): Promise<ServerSample> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  const lags = (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith('homepot_spool_lag_seconds'))
    .map((line) => Number(line.split(' ').at(-1)));
  return {
    atSeconds: (performance.now() - startedAtMs) / 1_000,
    lagSeconds: Math.max(0, ...lags),
    ...(await readProcess(pid)),
  };
}
