import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

const dayMs = 86_400_000;
const fromMs = Date.UTC(2026, 0, 5);
const partition = 'device_metrics_2026_01_05';
let house: TestHouse;
let id: number;

async function call(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${house.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${house.adminKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

beforeAll(async () => {
  house = await startTestHouse();
  const { database, archive, store } = house;
  await store.partitions.ensure('device_metrics', [fromMs / dayMs]);
  await database.query(
    `INSERT INTO device_metrics (timestamp, received_at, provenance, device_id, cpu_percent)
     SELECT to_timestamp($1::bigint / 1000 + i), now(), 'real', 'pos-' || i % 3, i
     FROM generate_series(0, 99) AS i`,
    [fromMs],
  );
  const request = { table: 'device_metrics', partition, fromMs, untilMs: fromMs + dayMs };
  id = (await archive.write(request)).id;
  await archive.verify(id);
  await database.transaction(async (transaction) => {
    await transaction.query(`ALTER TABLE device_metrics DETACH PARTITION ${partition}`);
    await transaction.query(`DROP TABLE ${partition}`);
    await archive.settle(transaction, id);
  });
  store.partitions.forget();
});
afterAll(() => house.remove());

const list = (query: string) => call('GET', `/analytics/device-metrics?device_id=pos-1${query}`);

test('the parts of the archive are listed and shown', async () => {
  const { body } = await call('GET', '/archive/parts?table=device_metrics&from=2026-01-05');
  expect(body.data).toMatchObject([{ id, state: 'archived', rows: 100, fault: null }]);
  expect((await call('GET', '/archive/parts?until=2026-01-05')).body.data).toEqual([]);
  expect((await call('GET', `/archive/parts/${id}`)).body).toMatchObject({ id, partition });
  expect((await call('GET', '/archive/parts/999')).status).toBe(404);
  expect((await call('GET', '/archive/parts?from=yesterday')).body).toMatchObject({
    code: 'parameter_invalid',
    path: 'query.from',
  });
});

test('a list goes on into the archive where it is asked to, and says so', async () => {
  expect((await list('')).body).toEqual({ data: [], next_cursor: null });
  const first = (await list('&include_archived=true&limit=20')).body;
  expect(first.data).toHaveLength(20);
  expect(first.sources).toEqual([
    {
      from: 'archive',
      part: id,
      file: expect.stringMatching(
        new RegExp(`^device_metrics/${partition}\\.${id}-[0-9a-f]{12}\\.parquet$`),
      ),
      rows: 20,
    },
  ]);
  const next = (await list(`&include_archived=true&cursor=${first.next_cursor}`)).body;
  expect(
    [...first.data, ...next.data].map((row: { cpu_percent: number }) => row.cpu_percent),
  ).toEqual(Array.from({ length: 33 }, (_, i) => 97 - 3 * i));
  expect((await list(`&cursor=${first.next_cursor}`)).body.code).toBe('cursor_invalid');
  expect((await list('&include_archived=perhaps')).status).toBe(400);
});

test('a file is read back, and its rows are brought back for some days', async () => {
  const checked = (await call('POST', `/archive/parts/${id}/check`)).body;
  expect(checked).toMatchObject({ fault: null, checked_at: expect.any(String) });
  expect((await call('POST', `/archive/parts/${id}/restore`, { days: 1_000 })).status).toBe(400);
  const restored = await call('POST', `/archive/parts/${id}/restore`, { days: 2 });
  expect(restored.body).toMatchObject({ state: 'restored', rows: 100 });
  expect((await list('')).body.data).toHaveLength(33);
  expect((await list('&include_archived=true')).body.sources).toEqual([
    { from: 'database', rows: 33 },
  ]);
  expect((await call('POST', `/archive/parts/${id}/restore`, {})).status).toBe(409);
});
