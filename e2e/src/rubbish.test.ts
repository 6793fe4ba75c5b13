import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { House } from './house.ts';
import { startHouse } from './house.ts';

let house: House;
let key = '';
beforeAll(async () => {
  house = await startHouse({ ANALYTICS_ENABLED: 'false' });
  key = await house.createKey('ingest');
}, 60_000);
afterAll(() => house.close());

const target = '/api/v1/ingest/device_metrics';
const good = '{"device_id":"good","cpu_percent":1}';

interface Problem {
  readonly code: string;
  readonly path?: string;
  readonly rejected?: readonly { index: number; code: string; path: string }[];
  readonly accepted?: number;
}

async function post(
  body: string | Buffer,
  headers: Record<string, string> = {},
  path = target,
): Promise<{ status: number; body: Problem }> {
  const answer = await fetch(house.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
  const text = await answer.text();
  return { status: answer.status, body: JSON.parse(text) as Problem };
}

test.each([
  ['a depth of 100,000', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, {}, 400],
  ['text that is not JSON', '[{"device_id":', {}, 400],
  ['bytes that are not UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]), {}, 400],
  ['nothing', '', {}, 400],
  ['a number', '5', {}, 400],
  ['a truncated gzip', gzipSync(`[${good}]`).subarray(0, 20), { 'content-encoding': 'gzip' }, 400],
  [
    'a gzip bomb of 200 MiB',
    gzipSync(Buffer.alloc(209_715_200, ' ')),
    { 'content-encoding': 'gzip' },
    413,
  ],
  ['text of 10 MB', `[{"device_id":"${'x'.repeat(10_000_000)}"}]`, {}, 413],
  ['a wrong content type', `[${good}]`, { 'content-type': 'text/xml' }, 415],
  ['an unknown encoding', `[${good}]`, { 'content-encoding': 'br' }, 415],
  ['5,001 records', `[${Array(5_001).fill(good).join()}]`, {}, 413],
  ['an unusable batch id', `[${good}]`, { 'idempotency-key': 'x'.repeat(500) }, 400],
] as const)('%s is refused with a code', async (_name, body, headers, status) => {
  const answer = await post(body, headers as Record<string, string>);
  expect(answer.status).toBe(status);
  expect(answer.body.code).toMatch(/^[a-z_0-9]+$/);
});

test('an unknown table is refused', async () => {
  const answer = await post(`[${good}]`, {}, '/api/v1/ingest/pg_class');
  expect(answer).toMatchObject({ status: 404, body: { code: 'table_unknown' } });
});

test.each([
  ['a wrong type', '{"device_id":"b","cpu_percent":"hot"}', 'type_wrong', 'cpu_percent'],
  ['NUL', String.raw`{"device_id":"b\u0000c"}`, 'text_invalid', 'device_id'],
  ['a lone surrogate', String.raw`{"device_id":"b\ud800"}`, 'text_invalid', 'device_id'],
  ['1e999', '{"device_id":"b","cpu_percent":1e999}', 'number_out_of_range', 'cpu_percent'],
  ['101 percent', '{"device_id":"b","cpu_percent":101}', 'number_out_of_range', 'cpu_percent'],
  [
    'a number beyond 2^53',
    '{"device_id":"b","extra_metrics":{"n":9007199254740993}}',
    'number_unsafe',
    'extra_metrics',
  ],
  [
    '__proto__',
    '{"device_id":"b","extra_metrics":{"__proto__":{"a":1}}}',
    'key_forbidden',
    'extra_metrics',
  ],
  [
    'a key given twice',
    '{"device_id":"b","cpu_percent":1,"cpu_percent":2}',
    'column_duplicate',
    'cpu_percent',
  ],
  ['an unknown column', '{"device_id":"b","colour":"red"}', 'column_unknown', 'colour'],
  ['a missing column', '{"cpu_percent":1}', 'column_missing', 'device_id'],
  ['a device id of 300 characters', `{"device_id":"${'x'.repeat(300)}"}`, 'too_long', 'device_id'],
  ['a time that is none', '{"device_id":"b","timestamp":"yesterday"}', 'time_invalid', 'timestamp'],
  ['a record that is no object', '7', 'record_not_object', ''],
])('%s rejects its record alone, with code and path', async (_name, bad, code, path) => {
  const answer = await post(`[${good},${bad},${good}]`);
  expect(answer.status).toBe(200);
  expect(answer.body.accepted).toBe(2);
  expect(answer.body.rejected).toHaveLength(1);
  expect(answer.body.rejected?.[0]).toMatchObject({ index: 1, code });
  expect(answer.body.rejected?.[0]?.path).toContain(path);
});

test('a bad line of NDJSON rejects that line alone', async () => {
  const answer = await post(`${good}\n{"device_id":\n${good}\n`, {
    'content-type': 'application/x-ndjson',
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    accepted: 2,
    rejected: [{ index: 1, code: 'json_invalid' }],
  });
});

test('a batch without one good record is refused as a whole', async () => {
  const answer = await post('[{"cpu_percent":1},{"cpu_percent":2}]');
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ code: 'batch_invalid', rejected: [{}, {}] });
});

test('after all this the same process answers, and the accounts balance', async () => {
  expect((await house.ask('/health/ready')).status).toBe(200);
  const metrics = String((await house.ask('/metrics')).body).split('\n');
  const outcomes = new Map<string, number>();
  for (const line of metrics) {
    const outcome =
      /^homepot_records_([a-z_]+?)(?:_total)?\{door="http",table="device_metrics"\}/.exec(
        line,
      )?.[1];
    if (outcome !== undefined) outcomes.set(outcome, Number(line.split(' ').at(-1)));
  }
  const received = outcomes.get('received') ?? 0;
  outcomes.delete('received');
  expect(received).toBeGreaterThan(40);
  expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(received);
});
