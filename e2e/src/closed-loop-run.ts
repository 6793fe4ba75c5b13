import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runClosedLoop } from './closed-loop/closed-loop-runs.ts';
import { startScratchDatabase } from './scratch-database.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const folder = await mkdtemp(join(tmpdir(), 'homepot-closed-loop-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
const scratch = await startScratchDatabase(folder);
try {
  const runs = await runClosedLoop({
    runs: Number(values.runs),
    seed: Number(values.seed),
    folder: join(folder, 'server'),
    connectionString: scratch.connectionString,
    database: scratch.database,
    say: (message) => process.stderr.write(`${message}\n`),
  });
  for (const run of runs) process.stdout.write(`${JSON.stringify(run)}\n`);
  const degraded = runs.filter(({ verdict }) => verdict === 'degraded');
  const found = degraded.filter(({ isBad }) => isBad).length;
  const falseAlarms = degraded.length - found;
  process.stdout.write(`${JSON.stringify({ runs: Number(values.runs), found, falseAlarms })}\n`);
  process.exitCode =
    found >= 0.9 * Number(values.runs) && falseAlarms <= 0.1 * Number(values.runs) ? 0 : 1;
} finally {
  await scratch.stop();
  await rm(folder, { recursive: true, force: true });
}
