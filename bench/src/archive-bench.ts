import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog, systemClock } from '../../packages/server/src/kernel/index.ts';
import { createArchive, createStorage } from '../../packages/server/src/retention/index.ts';
import {
  createDatabase,
  createEmbeddedPostgres,
  createPartitions,
  migrate,
} from '../../packages/server/src/store/index.ts';
import { measureStep } from './archive/measure-step.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const rows = Number(values.rows);
const dayMs = 86_400_000;
const fromMs = Date.UTC(2026, 0, 5);
const request = {
  table: 'api_request_logs',
  partition: 'api_request_logs_2026_01_05',
  fromMs,
  untilMs: fromMs + dayMs,
};

const folder = await mkdtemp(join(tmpdir(), 'homepot-archive-bench-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
const log = createLog('silent');
const clock = systemClock;
const postgres = createEmbeddedPostgres({ folder: join(folder, 'postgres'), log });
try {
  const { connectionString } = await postgres.start();
  const database = createDatabase({ connectionString, connectionsMax: 4, log });
  await migrate(database, log);
  const partitions = createPartitions({ database, clock, log });
  await partitions.ensure(request.table, [fromMs / dayMs]);
  await database.query(
    `INSERT INTO api_request_logs (timestamp, received_at, provenance, endpoint, path, method,
       status_code, response_time_ms, user_id, ip_address, user_agent, request_id, service)
     SELECT to_timestamp($1::double precision + i * 86400.0 / $2), now(), 'simulated',
       '/api/v1/devices/{device_id}', '/api/v1/devices/pos-' || i % 5000, 'GET',
       200 + 100 * (i % 4), random() * 900, 'user-' || i % 900, ('10.1.' || i % 200 || '.7')::inet,
       'agent/1.0 (terminal ' || i % 50 || ')', md5(i::text), 'shop'
     FROM generate_series(0, $2::integer - 1) AS i`,
    [fromMs / 1_000, rows],
  );
  const storage = createStorage({
    config: {
      ARCHIVE_URL: join(folder, 'archive'),
      ARCHIVE_S3_ENDPOINT: undefined,
      ARCHIVE_S3_REGION: '',
      ARCHIVE_S3_ACCESS_KEY_ID: undefined,
      ARCHIVE_S3_SECRET_ACCESS_KEY: undefined,
    },
    dataFolder: folder,
    clock,
  });
  const archive = createArchive({ database, partitions, clock, log, storage, writtenBy: 'bench' });
  const [part, write] = await measureStep(() => archive.write(request));
  const [, verify] = await measureStep(() => archive.verify(part.id));
  await database.transaction(async (transaction) => {
    await transaction.query(`ALTER TABLE api_request_logs DETACH PARTITION ${request.partition}`);
    await transaction.query(`DROP TABLE ${request.partition}`);
    await archive.settle(transaction, part.id);
  });
  partitions.forget();
  const [, restore] = await measureStep(() => archive.restore(part.id, {}, { local: true }));
  await database.stop();
  const told = { rows, fileBytes: part.bytes, write, verify, restore, machineLoad: loadavg()[0] };
  process.stdout.write(`${JSON.stringify(told, undefined, 2)}\n`);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
