import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runLiveBench } from './live/run-live-bench.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '120' } } });
const folder = await mkdtemp(join(tmpdir(), 'homepot-live-bench-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);

/** The time below which so many percent of them are, milliseconds. */
function percentile(times: readonly number[], percent: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(((sorted.length - 1) * percent) / 100)] ?? 0);
}

try {
  const { aloneMs, besideMs, ...measured } = await runLiveBench(folder, Number(values.seconds));
  const latency = (times: readonly number[]) => ({
    batches: times.length,
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  });
  const result = { ...measured, alone: latency(aloneMs), beside: latency(besideMs) };
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
