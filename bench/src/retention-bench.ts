import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '../../packages/server/src/kernel/index.ts';
import { createDatabase, createEmbeddedPostgres } from '../../packages/server/src/store/index.ts';
import { runRetentionBench } from './retention/run-retention-bench.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    rows: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '10000' },
    readers: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '20' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'homepot-retention-bench-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
const log = createLog('silent');
const postgres = createEmbeddedPostgres({ folder: join(folder, 'postgres'), log });
try {
  const { connectionString } = await postgres.start();
  const readers = Number(values.readers);
  const database = createDatabase({ connectionString, connectionsMax: 2 * readers + 12, log });
  const loadBefore = loadavg()[0];
  const result = await runRetentionBench({
    database,
    connectionString,
    folder: join(folder, 'server'),
    days: Number(values.days),
    rowsPerDay: Number(values.rows),
    rowsPerSecond: Number(values.rate),
    readers,
    readerSeconds: Number(values.seconds),
    aloneSeconds: Number(values.seconds),
  });
  await database.stop();
  const told = { ...result, machineLoad: { before: loadBefore, after: loadavg()[0] } };
  process.stdout.write(`${JSON.stringify(told, undefined, 2)}\n`);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
