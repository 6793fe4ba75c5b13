import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderMetrics } from './metrics/render-metrics.ts';
import { runMetricsBench } from './metrics/run-metrics-bench.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000,10000000' },
    rounds: { type: 'string', default: '100' },
    only: { type: 'string' },
    // A folder whose databases are kept, so that the next run need not load them again.
    keep: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'homepot-metrics-bench-')));
await mkdir(folder, { recursive: true });
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
try {
  const results = await runMetricsBench({
    folder,
    sizes: values.rows.split(',').map(Number),
    rounds: Number(values.rounds),
    only: values.only,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(values.json ? `${JSON.stringify(results)}\n` : renderMetrics(results));
} finally {
  if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
}
