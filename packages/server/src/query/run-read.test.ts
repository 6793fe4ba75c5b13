import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/test-database.ts';
import { createTestDatabase } from '../../test/test-database.ts';
import { HomepotError, limits } from '../kernel/index.ts';
import type { Reader } from './run-read.ts';
import { runRead } from './run-read.ts';

let place: TestDatabase;

beforeAll(async () => {
  place = await createTestDatabase();
});
afterAll(() => place.drop());

test('every statement of a read has the limit, and nothing can be written', async () => {
  const read = await runRead(place, async (reader) => {
    const { rows } = await sql<{ limit: string }>`show statement_timeout`.execute(reader);
    return rows;
  });
  expect(read).toEqual([{ statement_timeout: `${limits.queryMillisecondsMax / 1_000}s` }]);
  const write = runRead(place, (reader) => sql`delete from sites`.execute(reader));
  await expect(write).rejects.toMatchObject({ cause: { code: '25006' } });
});

test('all statements of a read see the same instant, whatever is stored meanwhile', async () => {
  const countSites = async (reader: Reader) => {
    const { rows } = await sql<{ count: number }>`select count(*) from sites`.execute(reader);
    return rows[0]?.count;
  };
  const counts = await runRead(place, async (reader) => {
    const before = await countSites(reader);
    await place.database.query(`INSERT INTO sites (site_id, name) VALUES ('new', 'new')`);
    return [before, await countSites(reader)];
  });
  expect(counts).toEqual([0, 0]);
  expect(await runRead(place, countSites)).toBe(1);
});

test('a query that takes too long is told with what to do', async () => {
  const read = runRead(place, async (reader) => {
    await sql`set local statement_timeout = 50`.execute(reader);
    await sql`select pg_sleep(10)`.execute(reader);
  });
  await expect(read).rejects.toMatchObject({ code: 'query_too_long', status: 504 });
});

const countSleepers = async () => {
  const rows = await place.database.query(
    `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'select pg_sleep(61)%'`,
  );
  return rows.length;
};

async function waitForSleepers(count: number): Promise<void> {
  for (let i = 0; i < 200 && (await countSleepers()) !== count; i += 1) await pause(20);
  expect(await countSleepers()).toBe(count);
}

test('a caller who goes away ends the query in the database', async () => {
  const controller = new AbortController();
  const sleep = async (reader: Reader) => {
    await sql`select pg_sleep(61)`.execute(reader);
  };
  const read = runRead(place, sleep, controller.signal);
  const outcome = read.then(
    () => 'done',
    (error: unknown) => error,
  );
  await waitForSleepers(1);
  controller.abort(new HomepotError('caller_gone'));
  expect(await outcome).toMatchObject({ code: 'caller_gone' });
  await waitForSleepers(0);
  expect(await place.database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a caller who goes away between two queries ends the read before the second', async () => {
  const controller = new AbortController();
  let answers = 0;
  const read = runRead(
    place,
    async (reader) => {
      for (const number of [1, 2]) {
        await sql`select ${number}::int`.execute(reader);
        answers += 1;
        controller.abort(new HomepotError('caller_gone'));
      }
    },
    controller.signal,
  );
  await expect(read).rejects.toMatchObject({ code: 'caller_gone' });
  expect(answers).toBe(1);
});

test('a connection that is cut is told as the database being away', async () => {
  const read = runRead(place, (reader) =>
    sql`select pg_terminate_backend(pg_backend_pid())`.execute(reader),
  );
  await expect(read).rejects.toMatchObject({ code: 'database_unavailable' });
});
