import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { TestHouse, TestHouseOptions } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { connectionStringOf, withDatabase } from '../../../test/test-server.ts';

let house: TestHouse;
const start = async (options?: TestHouseOptions): Promise<void> => {
  house = await startTestHouse(options);
};
afterEach(() => house.remove());

const send = (records: readonly object[], batchId?: string): Promise<Response> =>
  fetch(`${house.url}/api/v1/ingest/performance_metrics`, {
    method: 'POST',
    headers: {
      'x-api-key': house.adminKey,
      'content-type': 'application/json',
      ...(batchId === undefined ? {} : { 'idempotency-key': batchId }),
    },
    body: JSON.stringify(records),
  });

const metric = { metric_name: 'a', metric_value: 1 };

const readEntries = (): Promise<{ endpoint: string; user_id: string; status_code: number }[]> =>
  house.database.query(
    'SELECT endpoint, user_id, status_code FROM api_request_logs ORDER BY timestamp, id',
  );

test('the server logs its own requests, batches among them, and the log breeds nothing', async () => {
  await start();
  await send([metric]);
  await send([{ nonsense: 1 }]);
  await fetch(`${house.url}/nowhere/17`);
  await fetch(`${house.url}/health/ready`);
  await expect.poll(() => readEntries().then((rows) => rows.length), { timeout: 5_000 }).toBe(3);
  expect(await readEntries()).toEqual([
    { endpoint: '/api/v1/ingest/{table}', user_id: 'admin', status_code: 200 },
    { endpoint: '/api/v1/ingest/{table}', user_id: 'admin', status_code: 422 },
    { endpoint: '(no route)', user_id: null, status_code: 404 },
  ]);
  await pause(2_500);
  expect(await readEntries()).toHaveLength(3);
});

test('ANALYTICS_ENABLED=false switches the log off', async () => {
  await start({ settings: { ANALYTICS_ENABLED: 'false' } });
  await send([metric]);
  await pause(1_500);
  await house.drained();
  expect(await readEntries()).toEqual([]);
});

interface Scrape {
  readonly fates: Record<string, number>;
}

/** The accounts of one scrape: by door and table, the number of each fate. */
async function scrape(): Promise<Map<string, Scrape['fates']>> {
  const text = await (await fetch(`${house.url}/metrics`)).text();
  const accounts = new Map<string, Scrape['fates']>();
  const pattern = /^homepot_records_(\w+?)(?:_total)?\{door="(\w+)",table="(\w+)"\} (\d+)$/gm;
  for (const [, fate = '', door, table, count] of text.matchAll(pattern)) {
    const account = accounts.get(`${door} ${table}`) ?? {};
    accounts.set(`${door} ${table}`, { ...account, [fate]: Number(count) });
  }
  return accounts;
}

test('the accounts are balanced in every scrape, while batches come in', async () => {
  await start();
  let sending = true;
  const flood = (async () => {
    while (sending) {
      await send([metric, { ...metric, metric_name: 'x'.repeat(101) }, metric]);
    }
  })();
  for (let i = 0; i < 60; i += 1) {
    for (const [name, account] of await scrape()) {
      const { received, ...others } = account;
      const sum = Object.values(others).reduce((total, count) => total + count, 0);
      expect(received, `${name} ${JSON.stringify(account)}`).toBe(sum);
    }
  }
  sending = false;
  await flood;
  await house.drained();
  const account = (await scrape()).get('http performance_metrics');
  expect(account).toMatchObject({ in_spool: 0, filtered: 0, duplicate: 0 });
  expect(account?.stored).toBe(2 * (account?.rejected ?? 0));
  const [row] = await house.database.query<{ count: number }>(
    'SELECT count(*) FROM performance_metrics',
  );
  expect(account?.stored).toBe(row?.count);
});

/** Cuts the house off from its database, or lets it in again. */
async function setReachable(reachable: boolean): Promise<void> {
  const name = new URL(house.connectionString.replace(/@\//, '@x/')).pathname.slice(1);
  await withDatabase(connectionStringOf(house.connectionString, 'postgres'), async (admin) => {
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${reachable}`);
    if (reachable) return;
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      name,
    ]);
  });
}

const readReadiness = async () => {
  const answer = await fetch(`${house.url}/health/ready`);
  return { status: answer.status, body: await answer.json() };
};

test('without its database the server takes batches, says so, and stores them afterwards', async () => {
  await start();
  expect(await readReadiness()).toMatchObject({ status: 200, body: { status: 'ready' } });
  await send([metric]);
  await setReachable(false);
  expect(await readReadiness()).toMatchObject({
    status: 200,
    body: { status: 'degraded', parts: { database: 'unreachable', spool: 'ok' } },
  });
  expect((await send([metric, metric])).status).toBe(200);
  const list = await fetch(`${house.url}/api/v1/analytics/performance-metrics`, {
    headers: { 'x-api-key': house.adminKey },
  });
  expect(list.status).toBe(503);
  expect(await list.json()).toMatchObject({ code: 'database_unavailable' });
  await setReachable(true);
  await house.drained();
  const [row] = await house.database.query<{ count: number }>(
    'SELECT count(*) FROM performance_metrics',
  );
  expect(row?.count).toBe(3);
});

test('a stop finishes the requests in flight and refuses new ones', async () => {
  await start();
  let stopped: Promise<void> | undefined;
  const body = new ReadableStream({
    async start(stream) {
      stream.enqueue(new TextEncoder().encode('[{"metric_name":"late",'));
      await pause(300);
      stopped = house.stop();
      await pause(300);
      stream.enqueue(new TextEncoder().encode('"metric_value":2}]'));
      stream.close();
    },
  });
  const answer = await fetch(`${house.url}/api/v1/ingest/performance_metrics`, {
    method: 'POST',
    body,
    headers: { 'x-api-key': house.adminKey, 'content-type': 'application/json' },
    duplex: 'half',
  } as RequestInit);
  expect(await answer.json()).toMatchObject({ accepted: 1 });
  await expect(fetch(`${house.url}/health/live`)).rejects.toThrow();
  const fromAnswer = performance.now();
  await stopped;
  // The connection of the answer would wait for a next request, and the stop for the connection.
  expect(performance.now() - fromAnswer).toBeLessThan(5_000);
  await expect(fetch(`${house.url}/health/live`)).rejects.toThrow();
});

test('what one run could not store, the next one does, once', async () => {
  await start();
  const { adminKey } = house;
  await send([metric], 'one');
  await house.drained();
  await setReachable(false);
  await send([metric, metric], 'two');
  await house.stop();
  await setReachable(true);
  await start({ successorOf: house });
  house = { ...house, adminKey };
  expect(await (await send([metric, metric], 'two')).json()).toMatchObject({ duplicate: 2 });
  await house.drained();
  const account = (await scrape()).get('http performance_metrics');
  expect(account).toMatchObject({ received: 4, stored: 2, duplicate: 2, in_spool: 0 });
  const [row] = await house.database.query<{ count: number }>(
    'SELECT count(*) FROM performance_metrics',
  );
  expect(row?.count).toBe(3);
});
