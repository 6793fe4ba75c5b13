import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { createLog } from '../kernel/index.ts';
import { createDatabase } from './database.ts';
import { classifyDatabaseError, isPartitionMissing, sqlState } from './database-error.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
  await scratch.database.query('CREATE TABLE single (value integer PRIMARY KEY)');
});
afterAll(() => scratch.drop());

/** The error of a statement. */
const errorOf = (sql: string): Promise<unknown> =>
  scratch.database.query(sql).then(
    () => undefined,
    (error: unknown) => error,
  );

/** Has PostgreSQL raise an error of that SQLSTATE. */
const raise = (state: string) =>
  errorOf(`DO $$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = '${state}'; END $$`);

test.each([
  ['08006', 'retry'],
  ['40001', 'retry'],
  ['40P01', 'retry'],
  ['53100', 'retry'],
  ['53300', 'retry'],
  ['55P03', 'retry'],
  ['57014', 'retry'],
  ['57P01', 'retry'],
  ['58030', 'retry'],
  ['25006', 'retry'],
  ['22003', 'data'],
  ['23505', 'data'],
  ['54000', 'data'],
  ['42P01', 'internal'],
  ['28P01', 'internal'],
  ['XX001', 'internal'],
])('SQLSTATE %s is %s', async (state, expected) => {
  const error = await raise(state);
  expect([sqlState(error), classifyDatabaseError(error)]).toEqual([state, expected]);
});

describe('real errors', () => {
  test('a row without a partition is good, and the database is not away', async () => {
    const error = await errorOf(
      `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id)
       VALUES ('1999-01-01', now(), 'real', 'a')`,
    );
    expect(isPartitionMissing(error)).toBe(true);
    expect(classifyDatabaseError(error)).toBe('partition');
  });

  test('a row that a check refuses is not', async () => {
    const error = await errorOf(
      `INSERT INTO data_retention_policies (table_name, retention_days) VALUES ('a', 0)`,
    );
    expect(isPartitionMissing(error)).toBe(false);
    expect(classifyDatabaseError(error)).toBe('data');
  });

  test('a statement that takes too long', async () => {
    const error = await scratch.database
      .transaction(async (transaction) => {
        await transaction.query('SET LOCAL statement_timeout = 10');
        await transaction.query('SELECT pg_sleep(5)');
      })
      .catch((thrown: unknown) => thrown);
    expect(classifyDatabaseError(error)).toBe('retry');
  });

  test('an error of the program is internal', () => {
    expect(classifyDatabaseError(new TypeError('x is not a function'))).toBe('internal');
    expect(sqlState(Object.assign(new Error('made up'), { code: '23505' }))).toBeUndefined();
  });
});

async function connectionError(connectionString: string): Promise<unknown> {
  const database = createDatabase({
    connectionString,
    connectionsMax: 1,
    log: createLog('silent'),
  });
  const error = await database.query('SELECT 1').catch((thrown: unknown) => thrown);
  await database.stop();
  return error;
}

test.each([
  ['nobody listens', 'postgresql://a@127.0.0.1:1/a'],
  ['a name that nobody has', 'postgresql://a@no-such-host.invalid/a'],
  ['a socket that is not there', 'postgresql://a@/a?host=/nowhere'],
])('%s: to be retried', async (_, connectionString) => {
  expect(classifyDatabaseError(await connectionError(connectionString))).toBe('retry');
});

test('a server that hangs up: to be retried', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const error = await connectionError(`postgresql://a@127.0.0.1:${port}/a`);
  server.close();
  expect(classifyDatabaseError(error)).toBe('retry');
});
