import { setTimeout as pause } from 'node:timers/promises';
import { telemetryTables } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { createLog, createManualClock, limits } from '../kernel/index.ts';
import type { Database } from './database.ts';
import { isPartitionMissing } from './database-error.ts';
import { migrate } from './migrate.ts';
import { createPartitions } from './partitions.ts';

const log = createLog('silent');
const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const clock = createManualClock(Date.parse('2026-11-21T10:00:00Z'));

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase({ empty: true });
  await migrate(scratch.database, log);
});
afterAll(() => scratch.drop());

const create = () => createPartitions({ database: scratch.database, clock, log });

async function listPartitions(table: string): Promise<readonly string[]> {
  const rows = await scratch.database.query<{ name: string }>(
    `SELECT relid::regclass::text AS name FROM pg_partition_tree($1) WHERE isleaf AND level > 0 ORDER BY 1`,
    [table],
  );
  return rows.map((row) => row.name);
}

const insert = (timestamp: string) =>
  scratch.database.query(
    `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id)
     VALUES ($1, now(), 'real', 'a') RETURNING id, tableoid::regclass::text AS partition`,
    [timestamp],
  );

test('all tables have partitions from today on, two weeks ahead, by one transaction a table', async () => {
  let transactions = 0;
  const transaction: Database['transaction'] = (run) => {
    transactions += 1;
    return scratch.database.transaction(run);
  };
  const partitions = createPartitions({
    database: { ...scratch.database, transaction },
    clock,
    log,
  });
  await partitions.ensureAhead();
  await partitions.ensureAhead();
  expect(transactions).toBe(telemetryTables.length);
  const days = await listPartitions('device_metrics');
  expect([days.length, days[0], days.at(-1)]).toEqual([
    15,
    'device_metrics_2026_11_21',
    'device_metrics_2026_12_05',
  ]);
  expect(await listPartitions('error_logs')).toEqual([
    'error_logs_2026_11_16',
    'error_logs_2026_11_23',
    'error_logs_2026_11_30',
  ]);
  for (const { name } of telemetryTables) expect(await listPartitions(name)).not.toEqual([]);
});

test('a row of any day finds its partition, to the microsecond', async () => {
  const partitions = create();
  await partitions.ensure('device_metrics', [day('2020-02-29'), day('2020-03-01')]);
  const late = await insert('2020-02-29T23:59:59.999999Z');
  const early = await insert('2020-03-01T00:00:00Z');
  expect([late, early]).toMatchObject([
    [{ id: expect.any(Number), partition: 'device_metrics_2020_02_29' }],
    [{ id: expect.any(Number), partition: 'device_metrics_2020_03_01' }],
  ]);
});

test('many partitions are made a group at a time, and what was made stays made', async () => {
  const groups = 3;
  const days = Array.from(
    { length: (groups - 1) * limits.partitionsPerTransactionMax + 1 },
    (_, i) => day('2015-01-01') + i,
  );
  let transactions = 0;
  const transaction: Database['transaction'] = async (run) => {
    transactions += 1;
    if (transactions === groups) throw new Error('no more');
    return scratch.database.transaction(run);
  };
  const failing = { ...scratch.database, transaction };
  const partitions = createPartitions({ database: failing, clock, log });
  await expect(partitions.ensure('health_checks', days)).rejects.toThrow('no more');
  const made = async () =>
    (await listPartitions('health_checks')).filter((name) => name.includes('_2015_')).length;
  expect(await made()).toBe(days.length - 1);
  await partitions.ensure('health_checks', days);
  expect([transactions, await made()]).toEqual([groups + 1, days.length]);
});

test('a partition has the keys and indexes of its table', async () => {
  const indexesOf = async (table: string) => {
    const rows = await scratch.database.query<{ definition: string }>(
      'SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index WHERE indrelid = $1::regclass',
      [table],
    );
    return rows.map((row) => row.definition.replace(/^.* USING /, '')).sort();
  };
  expect(await indexesOf('error_logs_2026_11_16')).toEqual(await indexesOf('error_logs'));
});

test('several servers that miss the same partitions make each once', async () => {
  const days = Array.from({ length: 5 }, (_, i) => day('2021-01-01') + i);
  await Promise.all([1, 2, 3, 4].map(() => create().ensure('health_checks', days)));
  const made = (await listPartitions('health_checks')).filter((name) => name.includes('2021'));
  expect(made).toHaveLength(5);
});

test('a partition that was dropped is made again once that was forgotten', async () => {
  const partitions = create();
  const days = [day('2022-05-01')];
  await partitions.ensure('device_metrics', days);
  await scratch.database.query('DROP TABLE device_metrics_2022_05_01');
  await partitions.ensure('device_metrics', days);
  const error = await insert('2022-05-01').catch((thrown: unknown) => thrown);
  expect(isPartitionMissing(error)).toBe(true);
  partitions.forget();
  await partitions.ensure('device_metrics', days);
  expect(await insert('2022-05-01')).toHaveLength(1);
});

test('a partition that is being removed is waited for', async () => {
  await scratch.database.query('CREATE TABLE device_metrics_2022_06_01 ()');
  const made = create().ensure('device_metrics', [day('2022-06-01')]);
  await pause(100);
  await scratch.database.query('DROP TABLE device_metrics_2022_06_01');
  await made;
  expect(await insert('2022-06-01')).toHaveLength(1);
});

test('a reader of the table does not keep a partition from being made', async () => {
  await scratch.database.transaction(async (reading) => {
    await reading.query('SELECT count(*) FROM device_metrics');
    await create().ensure('device_metrics', [day('2022-07-01')]);
  });
  expect(await insert('2022-07-01')).toHaveLength(1);
});

test('whoever holds the table for a moment is waited for', async () => {
  let made: Promise<unknown> | undefined;
  await scratch.database.transaction(async (holding) => {
    await holding.query('LOCK TABLE device_metrics IN ACCESS EXCLUSIVE MODE');
    made = create().ensure('device_metrics', [day('2022-08-01')]);
    await holding.query('SELECT pg_sleep(2.5)');
  });
  await made;
  expect(await insert('2022-08-01')).toHaveLength(1);
});

test('a table that is not partitioned needs none', async () => {
  await create().ensure('quarantined_records', [day('2026-01-01')]);
  await create().ensure('no_such_table', [day('2026-01-01')]);
});
