import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runRolloutLoop } from './rollout/rollout-loop.ts';
import { startScratchDatabase } from './scratch-database.ts';

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '10' },
    devices: { type: 'string', default: '200' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'homepot-rollout-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
const scratch = await startScratchDatabase(folder);
try {
  const verdict = await runRolloutLoop({
    cycles: Number(values.cycles),
    devices: Number(values.devices),
    folder: join(folder, 'server'),
    connectionString: scratch.connectionString,
    database: scratch.database,
    onCycle: (cycle, atKill) =>
      process.stderr.write(`rollout ${cycle} was broken off at ${JSON.stringify(atKill)}\n`),
  });
  process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
  const isGood =
    Object.values(verdict.faults).every((list) => list.length === 0) &&
    verdict.fleet.commands.applied_twice === 0;
  process.exitCode = isGood ? 0 : 1;
} finally {
  await scratch.stop();
  await rm(folder, { recursive: true, force: true });
}
