import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runIngestBench } from './ingest-bench.ts';
import { renderReport } from './report.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const folder = await mkdtemp(join(tmpdir(), 'homepot-bench-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
try {
  const machine = {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    date: new Date().toISOString().slice(0, 10),
  };
  const result = { machine, ...(await runIngestBench(folder)) };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : renderReport(result));
} finally {
  await rm(folder, { recursive: true, force: true });
}
