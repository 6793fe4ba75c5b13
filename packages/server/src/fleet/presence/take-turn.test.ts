import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { limits } from '../../kernel/index.ts';
import { takeTurn } from './take-turn.ts';

let place: TestDatabase;
beforeAll(async () => {
  place = await createTestDatabase();
});
afterAll(() => place.drop());

const nowMs = Date.now();
beforeEach(async () => {
  await place.database.query('TRUNCATE server_heartbeats');
  await place.database.query(
    `INSERT INTO server_heartbeats (server_id, started_at, beat_at)
     SELECT id, now(), now() FROM unnest($1::text[]) AS id`,
    [['one', 'two']],
  );
});

const take = (serverId: string, atMs: number) =>
  place.database.transaction((transaction) => takeTurn(transaction, serverId, atMs));

test('of two sweeps at one time one acts; the other does not wait', async () => {
  await place.database.transaction(async (transaction) => {
    expect(await takeTurn(transaction, 'one', nowMs)).toBe(true);
    expect(await take('two', nowMs)).toBe(false);
    expect(await take('two', nowMs + 10_000)).toBe(false);
  });
});

test('of two servers that look every second one acts, until it misses a turn', async () => {
  const turns: string[] = [];
  for (let second = 0; second < 5; second += 1) {
    for (const [serverId, offset] of [
      ['one', 0],
      ['two', 400],
    ] as const) {
      if (serverId === 'one' && second >= 3) continue;
      if (await take(serverId, nowMs + second * 1_000 + offset)) turns.push(serverId);
    }
  }
  expect(turns).toEqual(['one', 'one', 'one', 'two', 'two']);
});

test('a server whose clock runs ahead keeps nobody from it', async () => {
  expect(await take('one', nowMs + 60_000)).toBe(true);
  expect(await take('two', nowMs)).toBe(true);
  expect(await take('one', nowMs + limits.sweepPauseMilliseconds - 1)).toBe(false);
});
