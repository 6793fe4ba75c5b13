import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { limits, systemClock } from '../../kernel/index.ts';
import { readDataQuality } from '../../query/index.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse({ settings: { MQTT_ENABLED: 'false', ANALYTICS_ENABLED: 'false' } });
});
afterAll(() => house.remove());

const ask = () =>
  fetch(`${house.url}/api/v1/data-quality`, {
    headers: { authorization: `Bearer ${house.adminKey}` },
  });

const countWaiting = async () => {
  const rows = await house.database.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
     AND query LIKE '%error_logs%'`,
  );
  return rows.length;
};

/** Keeps judgements waiting while something is done. */
const whileHeld = (work: () => Promise<void>) =>
  house.database.transaction(async (transaction) => {
    await transaction.query('LOCK TABLE error_logs IN ACCESS EXCLUSIVE MODE');
    await work();
  });

test('one judgement at a time; another caller is told when to come again', async () => {
  let first: Promise<Response> | undefined;
  await whileHeld(async () => {
    first = ask();
    await expect.poll(countWaiting).toBe(1);
    const second = await ask();
    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe(String(limits.judgementRetrySeconds));
    expect(await second.json()).toMatchObject({ code: 'rate_limited' });
  });
  expect((await first)?.status).toBe(200);
  await expectHouse(house, 'GET /data-quality', 200);
});

test('a judgement that fails lets the next one in', async () => {
  await expectHouse(house, 'GET /data-quality?site_id=nowhere', 400);
  await expectHouse(house, 'GET /data-quality', 200);
});

test('all of it together ends after its time, in the database as well', async () => {
  await whileHeld(async () => {
    const judging = readDataQuality(
      {
        database: house.database,
        clock: systemClock,
        judgementMillisecondsMax: 300,
        readOpenings: async () => () => 0,
      },
      {},
    );
    await expect(judging).rejects.toMatchObject({ code: 'query_too_long', status: 504 });
    expect(await countWaiting()).toBe(0);
  });
});
