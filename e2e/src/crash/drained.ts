import { setTimeout as pause } from 'node:timers/promises';
import { call } from '../call.ts';

const drainMillisecondsMax = 120_000;

/** Rows that the spool of a running server still holds, from its metrics. */
export async function readRowsInSpool(url: string, key: string): Promise<number> {
  const answer = await call(`${url}/metrics`, { key });
  const lines = String(answer.body).split('\n');
  return lines
    .filter((line) => line.startsWith('homepot_records_in_spool{'))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** Waits until everything in the spool is stored. */
export async function waitUntilDrained(url: string, key: string): Promise<void> {
  const deadline = performance.now() + drainMillisecondsMax;
  while ((await readRowsInSpool(url, key)) > 0) {
    if (performance.now() > deadline) throw new Error('the spool was not drained in time');
    await pause(50);
  }
}
