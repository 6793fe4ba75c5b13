import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { sqlState } from './database-error.ts';
import type { Snapshot } from './snapshot.ts';

let place: TestDatabase;
beforeAll(async () => {
  place = await createTestDatabase();
  await place.database.query('CREATE TABLE numbers (value integer PRIMARY KEY)');
});
afterAll(() => place.drop());

const settings = { statementMillisecondsMax: 5_000 };
type Reader = Snapshot['reader'];

async function select<Row>(reader: Reader, text: string): Promise<Row | undefined> {
  return (await sql.raw<Row>(text).execute(reader)).rows[0];
}

const countNumbers = async (reader: Reader) =>
  (await select<{ count: number }>(reader, 'SELECT count(*) FROM numbers'))?.count;

test('statements that do not wait for one another are answered each by its own rows', async () => {
  const numbers = Array.from({ length: 50 }, (_, i) => i);
  const answers = await place.database.snapshot(settings, ({ reader }) =>
    Promise.all(numbers.map((each) => select(reader, `SELECT ${each} AS value`))),
  );
  expect(answers).toEqual(numbers.map((value) => ({ value })));
});

test('all of them see the same instant, that of the first', async () => {
  const counts = await place.database.snapshot(settings, async ({ reader }) => {
    const before = await Promise.all([countNumbers(reader), countNumbers(reader)]);
    await place.database.query('INSERT INTO numbers VALUES (1)');
    return [...before, ...(await Promise.all([countNumbers(reader), countNumbers(reader)]))];
  });
  expect(counts).toEqual([0, 0, 0, 0]);
  expect(await place.database.snapshot(settings, ({ reader }) => countNumbers(reader))).toBe(1);
});

test('memory and time are limited within it, and not after it', async () => {
  const told = (reader: Reader) =>
    select<{ memory: string; time: string }>(
      reader,
      `SELECT current_setting('work_mem') AS memory, current_setting('statement_timeout') AS time`,
    );
  const limited = { statementMillisecondsMax: 7_000, memoryMebibytes: 33 };
  expect(await place.database.snapshot(limited, ({ reader }) => told(reader))).toEqual({
    memory: '33MB',
    time: '7s',
  });
  const after = await place.database.snapshot(settings, ({ reader }) => told(reader));
  expect(after).toMatchObject({ time: '5s' });
  expect(after?.memory).not.toBe('33MB');
});

test('one that fails takes the others with it, and the connection stays good', async () => {
  for (let round = 0; round < 20; round += 1) {
    const failing = place.database.snapshot(settings, ({ reader }) =>
      Promise.all(['1', '1 / 0', '2', '3'].map((each) => select(reader, `SELECT ${each}`))),
    );
    expect(sqlState(await failing.catch((error: unknown) => error))).toBe('22012');
  }
  expect(await place.database.snapshot(settings, ({ reader }) => countNumbers(reader))).toBe(1);
});

test('what is thrown beside the database ends it too', async () => {
  const run = place.database.snapshot(settings, async ({ reader }) => {
    void select(reader, 'SELECT pg_sleep(0.05)');
    throw new Error('changed my mind');
  });
  await expect(run).rejects.toThrow('changed my mind');
});

test('no transaction stays open behind it', async () => {
  await place.database.snapshot(settings, ({ reader }) => countNumbers(reader));
  const countOpen = async () =>
    (
      await place.database.query(
        `SELECT 1 FROM pg_stat_activity
       WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
      )
    ).length;
  for (let i = 0; i < 100 && (await countOpen()) > 0; i += 1) await pause(10);
  expect(await countOpen()).toBe(0);
});

test('nothing can be written', async () => {
  const run = place.database.snapshot(settings, ({ reader }) =>
    select(reader, 'INSERT INTO numbers VALUES (9)'),
  );
  expect(sqlState(await run.catch((error: unknown) => error))).toBe('25006');
});

test('a connection that is cut fails everything that was on its way, and the next read works', async () => {
  const run = place.database.snapshot(settings, ({ reader }) =>
    Promise.allSettled([
      select(reader, 'SELECT 1'),
      select(reader, 'SELECT pg_terminate_backend(pg_backend_pid())'),
      select(reader, 'SELECT 2'),
    ]),
  );
  const outcomes = await run.then(
    (settled) => settled.map(({ status }) => status),
    () => ['rejected', 'rejected'],
  );
  expect(outcomes.slice(-2)).toEqual(['rejected', 'rejected']);
  expect(await place.database.snapshot(settings, ({ reader }) => countNumbers(reader))).toBe(1);
});
