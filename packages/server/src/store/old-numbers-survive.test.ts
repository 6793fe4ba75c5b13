import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { createLog } from '../kernel/index.ts';
import { migrate } from './migrate.ts';

const log = createLog('silent');
let scratch: TestDatabase;
afterEach(() => scratch.drop());

/** The database of a house that has run before there were minutes and days. */
async function createOldDatabase(): Promise<void> {
  scratch = await createTestDatabase({ empty: true });
  for (const [i, name] of ['0001-first-tables.sql', '0002-fleet.sql'].entries()) {
    await scratch.database.query(
      await readFile(new URL(`./migrations/${name}`, import.meta.url), 'utf8'),
    );
    await scratch.database.query('INSERT INTO schema_migrations (version, name) VALUES ($1, $2)', [
      i + 1,
      name,
    ]);
  }
}

test('hours that were kept before stay, and make days', async () => {
  await createOldDatabase();
  const { database } = scratch;
  const writers = [randomUUID(), randomUUID()];
  const hours = ['2026-01-04T23:00:00Z', '2026-01-05T00:00:00Z', '2026-01-05T23:00:00Z'];
  for (const writer of writers) {
    for (const [i, hour] of hours.entries()) {
      await database.query(
        `INSERT INTO api_performance_hourly
         VALUES ($1, '/a', 'GET', 2, 'real', $2, $3, 1, 7, 7, 7, '\\x01000000')`,
        [hour, writer, i + 1],
      );
      await database.query(
        `INSERT INTO error_trends_hourly VALUES ($1, 'api', 'error', 'real', $2, $3)`,
        [hour, writer, i + 1],
      );
    }
  }
  await migrate(database, log);
  const read = (table: string) =>
    database.query(
      `SELECT bucket, sum(count)::integer AS count FROM ${table} GROUP BY 1 ORDER BY 1`,
    );
  const day = (date: string, count: number) => ({ bucket: `${date}T00:00:00.000000Z`, count });
  for (const family of ['api_performance', 'error_trends']) {
    expect(await read(`${family}_hour`)).toMatchObject([{ count: 2 }, { count: 4 }, { count: 6 }]);
    expect(await read(`${family}_day`)).toEqual([day('2026-01-04', 2), day('2026-01-05', 10)]);
  }
  const [kept] = await database.query(
    `SELECT DISTINCT service, response_time_ms_count, response_time_ms_sum,
       response_time_ms_maximum, response_time_ms_histogram FROM api_performance_hour`,
  );
  expect(kept).toEqual({
    service: '',
    response_time_ms_count: 1,
    response_time_ms_sum: 7,
    response_time_ms_maximum: 7,
    response_time_ms_histogram: Buffer.of(1, 0, 0, 0),
  });
});

test('hours in which devices measured before are open', async () => {
  await createOldDatabase();
  const { database } = scratch;
  await database.query(
    `CREATE TABLE old_metrics PARTITION OF device_metrics FOR VALUES FROM ('2026-01-05') TO ('2026-01-06')`,
  );
  await database.query(
    `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id)
     SELECT at, at, 'real', 'pos-1' FROM generate_series(
       '2026-01-05T22:10:00Z'::timestamptz, '2026-01-05T23:50:00Z', '20 minutes') AS at`,
  );
  await migrate(database, log);
  expect(await database.query('SELECT hour FROM device_hours_open ORDER BY hour')).toEqual([
    { hour: '2026-01-05T22:00:00.000000Z' },
    { hour: '2026-01-05T23:00:00.000000Z' },
    { hour: '2026-01-06T00:00:00.000000Z' },
  ]);
});
