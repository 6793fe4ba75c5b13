import { telemetryTables } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TimescaleDatabase } from '../../../../test/timescale-database.ts';
import { openTimescale } from '../../../../test/timescale-database.ts';
import { createLog, createManualClock } from '../../../kernel/index.ts';
import { createTupleWriter } from '../../copy/tuple-writer.ts';
import { migrate } from '../../migrate.ts';
import { createPartitions } from '../../partitions.ts';
import { readSchemaDrift } from '../../schema/schema-drift.ts';
import { createPartitionKeeper } from '../partitions/partition-keeper.ts';
import { applyLayout, readLayoutGaps } from './apply-layout.ts';

const log = createLog('silent');
const dayMs = 86_400_000;
const startMs = Date.parse('2026-09-01T00:00:00Z');

const opened = await openTimescale();
const why = '(left out: neither TEST_TIMESCALE_URL nor PGlite with TimescaleDB is here)';
const timescaleTest = (name: string, run: () => Promise<void>) =>
  opened === undefined ? test(`${name} ${why}`, () => undefined) : test(name, run);

const { database } = opened ?? ({} as TimescaleDatabase);

const insert = (days: readonly number[], deviceId = 'a') =>
  database.query<{ id: number }>(
    `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id, cpu_percent)
     SELECT to_timestamp($1::bigint) + make_interval(days => day, hours => hour), now(), 'real', $3, hour
     FROM unnest($2::int[]) day, generate_series(0, 23) hour RETURNING id`,
    [startMs / 1_000, days, deviceId],
  );

async function count(): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    'SELECT count(*) AS count FROM device_metrics',
  );
  return row?.count ?? 0;
}

const partitions = () => createPartitions({ database, clock: createManualClock(startMs), log });
const keep = () => createPartitionKeeper({ database });
let lastId = 0;

beforeAll(async () => {
  if (opened === undefined) return;
  await migrate(database, log);
  // As it is where the extension was made after the house had begun.
  await partitions().ensure('device_metrics', [startMs / dayMs, startMs / dayMs + 1]);
  lastId = (await insert([0, 1])).at(-1)?.id ?? 0;
});
afterAll(() => opened?.drop());

timescaleTest('a start leaves a table with many rows to people, who are told', async () => {
  const gaps = await readLayoutGaps(database);
  expect(gaps.map(({ table }) => table)).toEqual(telemetryTables.map(({ name }) => name));
  expect(gaps.find(({ table }) => table === 'device_metrics')).toMatchObject({
    wanted: 'becomes a hypertable with chunks of 1 day',
    bytes: expect.toSatisfy((bytes: number) => bytes > 8_000),
  });
});

timescaleTest('telemetry becomes hypertables, with its rows; twice is as once', async () => {
  for (const _ of [1, 2]) {
    expect(await applyLayout(database, log, { everything: true })).toEqual([]);
  }
  expect(await count()).toBe(48);
  expect(await readSchemaDrift(database)).toEqual([]);
  const [next] = await insert([0]);
  expect(next?.id).toBeGreaterThan(lastId);
  const found = await database.query(
    `SELECT h.hypertable_name AS name, h.compression_enabled AS compressed, d.time_interval::text AS width
     FROM timescaledb_information.hypertables h
     JOIN timescaledb_information.dimensions d USING (hypertable_schema, hypertable_name)`,
  );
  expect(found).toHaveLength(telemetryTables.length);
  expect(found).toContainEqual({ name: 'error_logs', compressed: true, width: '7 days' });
  expect(found).toContainEqual({ name: 'device_metrics', compressed: true, width: '1 day' });
});

timescaleTest('how rows are compressed is as the catalogue says', async () => {
  const found = await database.query(
    `SELECT attname AS column, segmentby_column_index AS segment, orderby_column_index AS order
     FROM timescaledb_information.compression_settings WHERE hypertable_name = 'device_metrics'
     ORDER BY 2, 3`,
  );
  expect(found).toEqual([
    { column: 'device_id', segment: 1, order: null },
    { column: 'timestamp', segment: null, order: 1 },
    { column: 'id', segment: null, order: 2 },
  ]);
  const jobs = await database.query<{ after: string }>(
    `SELECT config->>'compress_after' AS after FROM timescaledb_information.jobs
     WHERE hypertable_name = 'device_metrics'`,
  );
  expect(jobs).toEqual([{ after: '7 days' }]);
});

timescaleTest('no partition is made ahead: chunks come with the rows', async () => {
  await partitions().ensureAhead();
  expect((await keep().list('device_metrics')).map(({ name }) => name)).toEqual([
    'device_metrics_2026_09_01',
    'device_metrics_2026_09_02',
  ]);
});

timescaleTest('tuples of the drain go into chunks', async () => {
  const writer = createTupleWriter(1_024);
  const columns = ['timestamp', 'received_at', 'provenance', 'device_id'];
  writer.row(columns.length);
  writer.timestamp((startMs + 5 * dayMs) * 1_000);
  writer.timestamp(startMs * 1_000);
  writer.text('real');
  writer.text('copied');
  const copied = await database.transaction((transaction) =>
    transaction.copy('device_metrics', columns, [writer.take()]),
  );
  expect(copied).toBe(1);
  expect((await keep().list('device_metrics')).at(-1)).toMatchObject({
    name: 'device_metrics_2026_09_06',
    fromMs: startMs + 5 * dayMs,
    untilMs: startMs + 6 * dayMs,
  });
});

timescaleTest(
  'a compressed chunk is listed, taken out whole, put back, taken out and dropped',
  async () => {
    const name = 'device_metrics_2026_09_01';
    const before = await count();
    await database.query(
      `SELECT compress_chunk(chunk) FROM show_chunks('device_metrics', older_than => $1::timestamptz) chunk`,
      [new Date(startMs + dayMs).toISOString()],
    );
    const [listed] = await keep().list('device_metrics');
    expect(listed).toMatchObject({ name, state: 'attached', rowsEstimate: 48 });
    expect(listed?.bytes).toBeGreaterThan(8_000);
    await expect(keep().drop('device_metrics', name)).rejects.toThrow('attached');
    for (const _ of [1, 2]) await keep().detach('device_metrics', name);
    expect(await count()).toBe(before - 48);
    const [apart] = await keep().list('device_metrics');
    expect(apart).toMatchObject({
      name,
      state: 'detached',
      fromMs: startMs,
      untilMs: startMs + dayMs,
    });
    const rows = await database.query(`SELECT * FROM ${name}`);
    expect(rows).toHaveLength(48);
    for (const _ of [1, 2]) await keep().attach('device_metrics', name);
    expect(await count()).toBe(before);
    await keep().detach('device_metrics', name);
    for (const _ of [1, 2]) await keep().drop('device_metrics', name);
    expect(await count()).toBe(before - 48);
  },
);

timescaleTest('a row that comes late for a compressed chunk goes in', async () => {
  const before = await count();
  await database.query(`SELECT compress_chunk(chunk) FROM show_chunks('device_metrics') chunk`);
  await insert([1], 'late');
  expect(await count()).toBe(before + 24);
});
