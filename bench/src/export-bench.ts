import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLog } from '../../packages/server/src/kernel/index.ts';
import {
  createDatabase,
  createEmbeddedPostgres,
  migrate,
} from '../../packages/server/src/store/index.ts';
import { loadExportRows } from './export/load-export-rows.ts';
import { measureExport } from './export/measure-export.ts';
import { startServer } from './metrics/start-server.ts';

/*
 * A table of ten million rows is exported by a server of its own, whose memory is read twice a second.
 */

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    format: { type: 'string', default: 'parquet' },
  },
});
const settleMilliseconds = 30_000;
const say = (line: string) => process.stderr.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'homepot-export-bench-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
const log = createLog('silent');
const postgres = createEmbeddedPostgres({ folder: join(folder, 'database'), log });
try {
  const { connectionString } = await postgres.start();
  const database = createDatabase({ connectionString, connectionsMax: 4, log });
  await migrate(database, log);
  const range = await loadExportRows(database, Number(values.rows));
  say(`${values.rows} rows are there`);
  await database.stop();
  const server = await startServer(connectionString, join(folder, 'server'));
  const request = {
    tables: ['device_metrics'],
    ...range,
    format: values.format,
    treatments: { device_metrics: { extra_metrics: 'fingerprint' } },
  };
  try {
    // What a server needed to start, it gives back within seconds.
    await pause(settleMilliseconds);
    const measured = await measureExport(server, request, say);
    process.stdout.write(`${JSON.stringify({ ...measured, load: loadavg()[0] }, null, 2)}\n`);
  } finally {
    await server.stop();
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
