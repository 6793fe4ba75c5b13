import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { createLog } from '../kernel/index.ts';
import type { Database } from './database.ts';
import { createDatabase } from './database.ts';
import { classifyDatabaseError, sqlState } from './database-error.ts';

let scratch: TestDatabase;
let database: Database;
beforeAll(async () => {
  scratch = await createTestDatabase();
  database = scratch.database;
  await database.query('CREATE TABLE numbers (value integer PRIMARY KEY CHECK (value < 1000000))');
});
afterAll(() => scratch.drop());
beforeEach(() => database.query('TRUNCATE numbers'));

/** Tuples of one integer each, in binary COPY format. */
function tuplesOf(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 10);
  values.forEach((value, i) => {
    bytes.writeInt16BE(1, i * 10);
    bytes.writeInt32BE(4, i * 10 + 2);
    bytes.writeInt32BE(value, i * 10 + 6);
  });
  return bytes;
}

const settings = { statementMillisecondsMax: 10_000 };

const count = async () =>
  (await database.query<{ count: number }>('SELECT count(*) FROM numbers'))[0]?.count;

test('values come back as the rest of the house expects them', async () => {
  const rows = await database.query(
    `SELECT 9007199254740991::int8 AS int8, 1.50::numeric(14, 2) AS numeric,
       '2026-01-31 08:00:00.12+02'::timestamptz AS instant, 'infinity'::timestamptz AS never,
       '2026-01-31'::date AS date, '08:30'::time AS time, '10.0.0.1'::inet AS inet,
       '{"a": [1]}'::jsonb AS jsonb, '\\x00ff'::bytea AS bytea, ARRAY['a', 'b'] AS list,
       0.1::float8 AS double, true AS boolean`,
  );
  expect(rows).toEqual([
    {
      int8: 9007199254740991,
      numeric: '1.50',
      instant: '2026-01-31T06:00:00.120000Z',
      never: 'infinity',
      date: '2026-01-31',
      time: '08:30:00',
      inet: '10.0.0.1',
      jsonb: { a: [1] },
      bytea: Buffer.from([0, 255]),
      list: ['a', 'b'],
      double: 0.1,
      boolean: true,
    },
  ]);
});

test('a snapshot selects from the same database', async () => {
  await database.query('INSERT INTO numbers VALUES (3)');
  const rows = await database.snapshot(settings, ({ reader }) =>
    reader.selectFrom('numbers').selectAll().execute(),
  );
  expect(rows).toEqual([{ value: 3 }]);
});

describe('a transaction', () => {
  test('keeps what it did, and gives back what it found', async () => {
    const result = await database.transaction(async (transaction) => {
      await transaction.query('INSERT INTO numbers VALUES ($1)', [1]);
      return transaction.query('SELECT value FROM numbers');
    });
    expect(result).toEqual([{ value: 1 }]);
    expect(await count()).toBe(1);
  });

  test('leaves nothing where it throws', async () => {
    const run = database.transaction(async (transaction) => {
      await transaction.query('INSERT INTO numbers VALUES (1)');
      throw new Error('changed my mind');
    });
    await expect(run).rejects.toThrow('changed my mind');
    expect(await count()).toBe(0);
  });

  test('does not pass for stored where a failed statement was overlooked', async () => {
    const run = database.transaction(async (transaction) => {
      await transaction.query('INSERT INTO numbers VALUES (1)');
      await transaction.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(run).rejects.toThrow('rolled back');
    expect(await count()).toBe(0);
  });

  test('whose connection is killed is an error to retry, and the next one works', async () => {
    const run = database.transaction(async (transaction) => {
      const [row] = await transaction.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await database.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      await transaction.query('INSERT INTO numbers VALUES (1)');
    });
    const error = await run.catch((thrown: unknown) => thrown);
    expect(classifyDatabaseError(error)).toBe('retry');
    expect(await count()).toBe(0);
  });
});

describe('a COPY', () => {
  test('takes chunks that cut tuples anywhere', async () => {
    const bytes = tuplesOf(Array.from({ length: 1_000 }, (_, i) => i));
    const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) =>
      bytes.subarray(i * 7, i * 7 + 7),
    );
    const copied = await database.transaction((transaction) =>
      transaction.copy('numbers', ['value'], chunks),
    );
    expect([copied, await count()]).toEqual([1_000, 1_000]);
  });

  test('of nothing copies nothing', async () => {
    const copied = await database.transaction((transaction) =>
      transaction.copy('numbers', ['value'], []),
    );
    expect(copied).toBe(0);
  });

  test('of megabytes in one chunk', async () => {
    const values = Array.from({ length: 400_000 }, (_, i) => i);
    const copied = await database.transaction((transaction) =>
      transaction.copy('numbers', ['value'], [tuplesOf(values)]),
    );
    expect(copied).toBe(400_000);
  });

  test.each([
    ['a row twice', tuplesOf([1, 2, 1]), '23505'],
    ['a row that a check refuses', tuplesOf([1_000_000]), '23514'],
    ['bytes that are no tuples', Buffer.from('not tuples at all'), '22P04'],
  ])('of %s fails whole, and the connection stays good', async (_, bytes, state) => {
    const run = database.transaction((transaction) =>
      transaction.copy('numbers', ['value'], [tuplesOf([7]), bytes]),
    );
    const error = await run.catch((thrown: unknown) => thrown);
    expect([sqlState(error), classifyDatabaseError(error)]).toEqual([state, 'data']);
    expect(await count()).toBe(0);
  });

  test('whose rows cannot be read fails whole', async () => {
    function* broken(): Iterable<Uint8Array> {
      yield tuplesOf([1]);
      throw new Error('the disk cannot be read');
    }
    const run = database.transaction((transaction) =>
      transaction.copy('numbers', ['value'], broken()),
    );
    await expect(run).rejects.toThrow('the disk cannot be read');
    expect(await count()).toBe(0);
  });

  test('whose connection is killed in the middle is an error to retry', async () => {
    const run = database.transaction(async (transaction) => {
      const [row] = await transaction.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await database.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      await transaction.copy('numbers', ['value'], [tuplesOf([1, 2, 3])]);
    });
    const error = await run.catch((thrown: unknown) => thrown);
    expect(classifyDatabaseError(error)).toBe('retry');
    expect(await count()).toBe(0);
  });
});

test('stopping twice is stopping once, and waits for what is running', async () => {
  const { connectionString } = scratch;
  const other = createDatabase({ connectionString, connectionsMax: 1, log: createLog('silent') });
  const slow = other.query('SELECT pg_sleep(0.2)');
  await Promise.all([other.stop(), other.stop()]);
  expect(await slow).toHaveLength(1);
});

test.each([4, 12])(
  'reads that take all of their connections (of %i) delay nothing else, and no more are opened',
  async (connectionsMax) => {
    const { connectionString } = scratch;
    const shared = createDatabase({
      connectionString,
      connectionsMax,
      lanes: 2,
      log: createLog('silent'),
    });
    const reads = Array.from({ length: 14 }, () =>
      shared.snapshot(settings, ({ reader }) =>
        sql`select pg_sleep(1.2) as reading`.execute(reader),
      ),
    );
    const begun = performance.now();
    await shared.query('SELECT 1');
    await Promise.all(
      Array.from({ length: 20 }, () => shared.transaction((each) => each.query('SELECT 1'))),
    );
    expect(performance.now() - begun).toBeLessThan(1_100);
    const ended = Promise.all(reads).then(() => 'ended' as const);
    const seen = [];
    do {
      const opened = await database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
           AND query LIKE 'select pg_sleep(1.2) as reading%'`,
      );
      seen.push(opened.length);
    } while ((await Promise.race([ended, pause(50)])) !== 'ended');
    expect(Math.max(...seen)).toBe(connectionsMax === 4 ? 2 : 4);
    await shared.stop();
  },
);
