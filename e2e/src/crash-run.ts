import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCrashLoop } from './crash/crash-loop.ts';
import { startScratchDatabase } from './scratch-database.ts';

const { values } = parseArgs({ options: { cycles: { type: 'string', default: '200' } } });
const folder = await mkdtemp(join(tmpdir(), 'homepot-crash-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
const scratch = await startScratchDatabase(folder);
try {
  const verdict = await runCrashLoop({
    cycles: Number(values.cycles),
    folder: join(folder, 'server'),
    connectionString: scratch.connectionString,
    database: scratch.database,
    onCycle: (cycle) => process.stderr.write(`\rcycle ${cycle} of ${values.cycles}`),
  });
  process.stdout.write(`\n${JSON.stringify(verdict, null, 2)}\n`);
  const { lost, doubled, invented, rollupDifferences } = verdict;
  process.exitCode = [lost, doubled, invented, rollupDifferences].every((list) => list.length === 0)
    ? 0
    : 1;
} finally {
  await scratch.stop();
  await rm(folder, { recursive: true, force: true });
}
