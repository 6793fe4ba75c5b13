import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startScratchDatabase } from './scratch-database.ts';
import { runSoak } from './soak/soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    devices: { type: 'string', default: '60' },
    'kill-seconds': { type: 'string', default: '30' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'homepot-soak-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
// The database is of this process, so that it outlives the servers that are killed.
const scratch = await startScratchDatabase(folder);
try {
  const { records, ...verdict } = await runSoak({
    minutes: Number(values.minutes),
    devices: Number(values.devices),
    killSeconds: Number(values['kill-seconds']),
    folder,
    connectionString: scratch.connectionString,
    database: scratch.database,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const { acknowledgedRows } = records;
  process.stdout.write(`${JSON.stringify({ acknowledgedRows, ...verdict }, null, 2)}\n`);
  process.exitCode = verdict.faults.length === 0 ? 0 : 1;
} finally {
  await scratch.stop();
  await rm(folder, { recursive: true, force: true });
}
