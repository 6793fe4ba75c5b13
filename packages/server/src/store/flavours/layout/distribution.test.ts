import { rollups, rollupTables, spreads } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testCitusUrl } from '../../../../test/environment.ts';
import type { TestDatabase } from '../../../../test/test-database.ts';
import { createTestDatabase } from '../../../../test/test-database.ts';
import { connectionStringOf, withDatabase } from '../../../../test/test-server.ts';
import { createLog } from '../../../kernel/index.ts';
import { createDatabase } from '../../database.ts';
import { migrate } from '../../migrate.ts';
import { readSchemaDrift } from '../../schema/schema-drift.ts';
import { createPartitionKeeper } from '../partitions/partition-keeper.ts';
import { applyLayout, readLayoutGaps } from './apply-layout.ts';
import { distribution } from './distribution.ts';

/**
 * Stands in for Citus in plain PostgreSQL: notes what is spread, and refuses what Citus refuses, as far as
 * that can be told from the catalogue of PostgreSQL.
 */
const standIn = `
CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY, partmethod "char", beside regclass, type oid);

CREATE FUNCTION create_distributed_table(given regclass, by_column text, colocate_with text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE spread_by pg_attribute; first pg_dist_partition;
BEGIN
  SELECT * INTO spread_by FROM pg_attribute WHERE attrelid = given AND attname = by_column AND NOT attisdropped;
  IF NOT FOUND THEN RAISE 'column "%" of % does not exist', by_column, given; END IF;
  IF NOT spread_by.attnotnull THEN RAISE '%.% may be absent', given, by_column; END IF;
  IF EXISTS (SELECT FROM pg_index i WHERE i.indrelid = given AND i.indisunique
             AND NOT spread_by.attnum = ANY (i.indkey::int2[])) THEN
    RAISE 'cannot create constraint on "%": it does not hold the distribution column', given;
  END IF;
  IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND (confrelid = given OR conrelid = given)) THEN
    RAISE 'cannot create foreign key constraint with %', given;
  END IF;
  IF EXISTS (SELECT FROM pg_class WHERE oid = given AND relispartition) THEN RAISE '% is a partition', given; END IF;
  IF colocate_with <> 'none' THEN
    SELECT * INTO first FROM pg_dist_partition WHERE logicalrelid = colocate_with::regclass AND partmethod = 'h';
    IF NOT FOUND THEN RAISE '% is not distributed', colocate_with; END IF;
    IF first.type <> spread_by.atttypid THEN RAISE '% and % are of other types', given, colocate_with; END IF;
  END IF;
  INSERT INTO pg_dist_partition VALUES (given, 'h', nullif(colocate_with, 'none')::regclass, spread_by.atttypid);
END $$;

CREATE FUNCTION create_reference_table(given regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid = given AND c.confrelid <> given
             AND NOT EXISTS (SELECT FROM pg_dist_partition d WHERE d.logicalrelid = c.confrelid AND d.partmethod = 'n')) THEN
    RAISE 'cannot create foreign key constraint: % would point from a reference table to a local one', given;
  END IF;
  INSERT INTO pg_dist_partition VALUES (given, 'n', NULL, NULL);
END $$;`;

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
  await scratch.database.query(standIn);
});
afterAll(() => scratch.drop());

async function layOut(): Promise<number> {
  const gaps = await distribution.findGaps(scratch.database);
  for (const gap of gaps) {
    await scratch.database.transaction((transaction) => distribution.close(transaction, gap));
  }
  return gaps.length;
}

test('what Citus is told is what it can do, and a second time there is nothing to do', async () => {
  const rows = rollups.flatMap(rollupTables).length;
  expect(await layOut()).toBeGreaterThan(Object.keys(spreads).length + rows / 3);
  expect(await layOut()).toBe(0);
  const found = await scratch.database.query<{ name: string; method: string; beside: string }>(
    `SELECT logicalrelid::text AS name, partmethod::text AS method, beside::text AS beside FROM pg_dist_partition`,
  );
  const of = (name: string) => found.find((one) => one.name === name);
  expect(of('health_checks')).toMatchObject({ method: 'h', beside: 'device_metrics' });
  expect(of('device_performance_hour')).toMatchObject({ method: 'h', beside: 'device_metrics' });
  expect(of('api_performance_minute')).toMatchObject({ method: 'h', beside: 'api_request_logs' });
  expect(of('sites')).toMatchObject({ method: 'n' });
  for (const local of [
    'devices',
    'jobs',
    'spool_checkpoints',
    'ingest_batches',
    'api_totals_day',
  ]) {
    expect(of(local), local).toBeUndefined();
  }
  for (const name of Object.keys(spreads)) expect(of(name), name).toMatchObject({ method: 'h' });
});

test('the key of what is spread is an index, which the catalogue knows of', async () => {
  const drift = await readSchemaDrift(scratch.database);
  // Plain PostgreSQL would want the key; that is all that is different.
  expect(drift.every((line) => /primaryKey|"timestamp", id\)|pg_dist_partition/.test(line))).toBe(
    true,
  );
  expect(drift.some((line) => line.includes('primaryKey'))).toBe(true);
});

const citusTest = (name: string, run: () => Promise<void>) =>
  testCitusUrl === undefined
    ? test(`${name} (left out: TEST_CITUS_URL names no cluster)`, () => undefined)
    : test(name, run);

citusTest(
  'a cluster is laid out, rows lie where they belong, and a partition is detached',
  async () => {
    const [url, name] = [testCitusUrl ?? '', 'homepot_citus_test'];
    await withDatabase(url, (admin) => admin.query(`CREATE DATABASE ${name}`));
    const connectionString = connectionStringOf(url, name);
    const log = createLog('warn');
    const database = createDatabase({ connectionString, connectionsMax: 4, log });
    try {
      await database.query('CREATE EXTENSION citus');
      await migrate(database, log);
      expect(await applyLayout(database, log, { everything: true })).toEqual([]);
      expect(await readLayoutGaps(database)).toEqual([]);
      expect(await readSchemaDrift(database)).toEqual([]);
      await database.query(
        `CREATE TABLE device_metrics_2026_09_01 (LIKE device_metrics INCLUDING ALL EXCLUDING IDENTITY);
       ALTER TABLE device_metrics ATTACH PARTITION device_metrics_2026_09_01
         FOR VALUES FROM ('2026-09-01 00:00:00+00') TO ('2026-09-02 00:00:00+00')`,
      );
      await database.query(
        `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id)
       SELECT '2026-09-01 08:00:00+00', now(), 'real', 'device-' || n FROM generate_series(1, 100) n`,
      );
      const keeper = createPartitionKeeper({ database });
      const [listed] = await keeper.list('device_metrics');
      expect(listed).toMatchObject({ name: 'device_metrics_2026_09_01', state: 'attached' });
      await keeper.detach('device_metrics', 'device_metrics_2026_09_01');
      await keeper.drop('device_metrics', 'device_metrics_2026_09_01');
      expect(await keeper.list('device_metrics')).toEqual([]);
    } finally {
      await database.stop();
      await withDatabase(url, (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
    }
  },
);
