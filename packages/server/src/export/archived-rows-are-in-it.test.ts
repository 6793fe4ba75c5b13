import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits } from '../kernel/index.ts';
import type { Archive } from '../retention/index.ts';
import { createArchive, createStorage } from '../retention/index.ts';
import { createPartitions } from '../store/index.ts';
import type { ExportGround } from './test/export-ground.ts';
import { enterDevices, openExportGround } from './test/export-ground.ts';
import { askDuckdb } from './test/read-export.ts';

let ground: ExportGround;
let archive: Archive;
let folder: string;

beforeAll(async () => {
  ground = await openExportGround();
  folder = await mkdtemp(join(tmpdir(), 'homepot-export-archive-'));
  const { database, clock, deps } = ground;
  archive = createArchive({
    database,
    partitions: createPartitions({ database, clock, log: deps.log }),
    clock,
    log: deps.log,
    storage: createStorage({
      config: { ARCHIVE_S3_REGION: 'x' } as Parameters<typeof createStorage>[0]['config'],
      dataFolder: folder,
      clock,
    }),
    writtenBy: 'test',
  });
  await enterDevices(ground, 'site-a', ['pos-1']);
  await ground.store(
    'user_activities',
    Array.from({ length: 96 }, (_, i) => ({
      timestamp: new Date(Date.UTC(2026, 0, 17) + i * 1_800_000 + 7).toISOString(),
      user_id: `person-${i % 8}`,
      // Named in the archive alone, and met in what is still in the database.
      page_url: i === 90 ? '/people/person-of-old' : '/orders',
      ...(i === 5 ? { user_id: 'person-of-old' } : {}),
      search_query: 'shoes',
      provenance: i % 4 === 0 ? 'simulated' : 'real',
    })),
  );
});
afterAll(async () => {
  await ground.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What retention does with a day. */
async function archiveDay(day: string): Promise<void> {
  const fromMs = Date.parse(day);
  const { id } = await archive.write({
    table: 'user_activities',
    partition: `user_activities_${day.replaceAll('-', '_')}`,
    fromMs,
    untilMs: fromMs + 86_400_000,
  });
  await archive.verify(id);
  await ground.database.transaction(async (transaction) => {
    await archive.settle(transaction, id);
    await transaction.query(`DROP TABLE user_activities_${day.replaceAll('-', '_')}`);
  });
}

const request = {
  tables: ['user_activities'],
  from: '2026-01-17',
  to: '2026-01-18',
  quasi_identifiers: { user_activities: [] },
  treatments: { user_activities: { search_query: 'fingerprint' as const } },
  pseudonyms: 'stable' as const,
};

test('an export holds archived rows as if they had never left, and says where they were', async () => {
  const text = `SELECT "timestamp"::varchar AS at, user_id, page_url, search_query_fingerprint AS words
    FROM FILES ORDER BY 1`;
  const before = await ground.make(request);
  await archiveDay('2026-01-17');
  const exports = ground.open({ archive });
  const { export_id: id } = await exports.create(request, { local: true });
  await exports.settle();
  expect(await exports.read(id)).toMatchObject({ status: 'completed', rows: 72 });
  const rows = await askDuckdb(text, ground.pathOf(id, 'user_activities'));
  expect(rows).toEqual(await askDuckdb(text, ground.pathOf(before, 'user_activities')));
  expect(new Set(rows.map(({ page_url }) => page_url))).toEqual(
    new Set(['/orders', '/people/{id}']),
  );
  const manifest = JSON.parse(await readFile(ground.pathOf(id, 'manifest.json'), 'utf8'));
  expect(manifest.archived).toMatchObject([
    { table: 'user_activities', file: expect.stringContaining('.parquet') },
  ]);
});

test('a day that was being taken out as the export was asked for is waited for, and not left out', async () => {
  const name = 'user_activities_2026_01_18';
  await ground.database.query(`ALTER TABLE user_activities DETACH PARTITION ${name}`);
  await ground.database.query(
    `INSERT INTO retention_parts (table_name, partition_name, from_at, until_at, state, is_lot, archive,
       closed, run_id, planned_at, state_since)
     VALUES ('user_activities', $1, '2026-01-18', '2026-01-19', 'detached', false, true, true, 1, now(), now())`,
    [name],
  );
  const { export_id: id } = await ground.exports.create(
    { ...request, from: '2026-01-18' },
    { local: true },
  );
  await ground.exports.settle();
  expect(await ground.exports.read(id)).toMatchObject({ status: 'running', steps: 0 });
  // What a run does with it, since it is held.
  await ground.database.query(
    `ALTER TABLE user_activities ATTACH PARTITION ${name} FOR VALUES FROM ('2026-01-18') TO ('2026-01-19')`,
  );
  await ground.database.query(`UPDATE retention_parts SET state = 'released', closed = false`);
  ground.clock.advanceMs(limits.exportLeaseMilliseconds + 1);
  await ground.exports.settle();
  expect(await ground.exports.read(id)).toMatchObject({ status: 'completed', rows: 36 });
});
