import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig, systemClock } from '../../packages/server/src/kernel/index.ts';
import { createStorage } from '../../packages/server/src/retention/index.ts';
import { runRetentionCrash } from './retention/retention-crash.ts';
import { startScratchDatabase } from './scratch-database.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '50' } } });
const folder = await mkdtemp(join(tmpdir(), 'homepot-retention-crash-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
const scratch = await startScratchDatabase(folder);
const dataFolder = join(folder, 'server');
try {
  const verdict = await runRetentionCrash({
    runs: Number(values.runs),
    folder: dataFolder,
    connectionString: scratch.connectionString,
    database: scratch.database,
    storage: createStorage({ config: readConfig({}), dataFolder, clock: systemClock }),
    onRun: (run, moment) => process.stderr.write(`\rrun ${run} of ${values.runs}: ${moment}      `),
  });
  process.stdout.write(`\n${JSON.stringify(verdict, null, 2)}\n`);
  const { lostWhileDead, after, left } = verdict;
  process.exitCode = lostWhileDead + after.lost + after.doubled + left === 0 ? 0 : 1;
} finally {
  await scratch.stop();
  await rm(folder, { recursive: true, force: true });
}
