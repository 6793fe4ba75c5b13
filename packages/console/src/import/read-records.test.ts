import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { findTable } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importLimits } from './import-limits.ts';
import type { ImportRecord } from './import-record.ts';
import { readJson } from './read-json.ts';
import { readNdjson } from './read-ndjson.ts';
import { readRecords } from './read-records.ts';

const metrics = findTable('device_metrics');
const checks = findTable('health_checks');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-read-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function collect(records: AsyncIterable<ImportRecord>): Promise<ImportRecord[]> {
  const all: ImportRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

async function readFileOf(
  name: string,
  content: Buffer | string,
  table = metrics,
): Promise<ImportRecord[]> {
  if (table === undefined) throw new Error('no such table');
  const file = join(folder, name);
  await writeFile(file, content);
  return collect(readRecords(file, table, undefined, () => undefined));
}

const valuesOf = (records: readonly ImportRecord[]): unknown[] =>
  records.map(({ json, fault }) => (json === undefined ? fault?.code : JSON.parse(json)));

const records = fc.array(
  fc.object({ maxDepth: 3, withBigInt: false, withDate: false, withNullPrototype: false }),
  { maxLength: 8 },
);
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('an array comes out element by element, however it is indented and chunked', () =>
  fc.assert(
    fc.asyncProperty(
      records,
      fc.nat(3),
      fc.integer({ min: 1, max: 40 }),
      async (all, indent, size) => {
        const bytes = Buffer.from(JSON.stringify(all, null, indent));
        const read = await collect(readJson(chunksOf(bytes, size)));
        expect(valuesOf(read)).toEqual(asJson(all));
        for (const { json } of read) expect(json).not.toContain('\n');
      },
    ),
  ));

test('values one after the other come out one by one from a JSON file', () =>
  fc.assert(
    fc.asyncProperty(
      records,
      fc.nat(2),
      fc.integer({ min: 1, max: 40 }),
      async (all, indent, size) => {
        const bytes = Buffer.from(
          all.map((value) => JSON.stringify(value, null, indent)).join('\n'),
        );
        expect(valuesOf(await collect(readJson(chunksOf(bytes, size))))).toEqual(asJson(all));
      },
    ),
  ));

test('lines come out one by one, however they are chunked, and empty ones are passed over', () =>
  fc.assert(
    fc.asyncProperty(records, fc.integer({ min: 1, max: 40 }), async (all, size) => {
      const bytes = Buffer.from(all.map((value) => `${JSON.stringify(value)}\r\n\n`).join(''));
      const read = await collect(readNdjson(chunksOf(bytes, size)));
      expect(valuesOf(read)).toEqual(asJson(all));
      expect(read.map(({ line }) => line)).toEqual(all.map((_, i) => 2 * i + 1));
    }),
  ));

test('the text of a record is sent as it stands, so that the server sees large numbers and double keys', async () => {
  const line = '{"a": 9007199254740993, "a": 1.10}';
  expect(await readFileOf('raw.ndjson', line)).toEqual([{ line: 1, json: line }]);
  expect(await readFileOf('raw.json', `[${line}]`)).toEqual([{ line: 1, json: line }]);
});

test('a bad line is told with its number, and the lines around it are kept', async () => {
  const bytes = Buffer.concat([
    Buffer.from('\ufeff{"a":1}\nnonsense\n{"b":"'),
    Buffer.from([0xff]),
    Buffer.from('"}\n{"c":3}'),
  ]);
  const read = await readFileOf('bad.ndjson', bytes);
  expect(valuesOf(read)).toEqual([{ a: 1 }, 'json_invalid', 'utf8_invalid', { c: 3 }]);
  expect(read.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
});

test('a line beyond the limit is told, is not held, and does not hide the next', async () => {
  const long = `{"a":"${'x'.repeat(importLimits.recordBytesMax)}"}`;
  const read = await readFileOf('long.ndjson', `${long}\n{"b":2}\n`);
  expect(valuesOf(read)).toEqual(['batch_too_large', { b: 2 }]);
  expect(valuesOf(await readFileOf('long.json', `[${long},{"b":2}]`))).toEqual(valuesOf(read));
});

test('an array that is cut off keeps what is whole', async () => {
  expect(valuesOf(await readFileOf('cut.json', '[{"a":1},\n{"b":'))).toEqual([
    { a: 1 },
    'json_invalid',
  ]);
  expect(valuesOf(await readFileOf('cut2.json', '[{"a":1},'))).toEqual([{ a: 1 }, 'json_invalid']);
  expect(await readFileOf('empty.json', ' [ ] \n')).toEqual([]);
});

test.each([
  ['gzip', 'x.ndjson.gz', gzipSync],
  ['zstd', 'x.ndjson.zst', zstdCompressSync],
  ['gzip under a wrong name', 'x.bin', gzipSync],
])('%s is read by its content', async (_, name, compress) => {
  expect(valuesOf(await readFileOf(name, compress(Buffer.from('{"a":1}\n{"b":2}\n'))))).toEqual([
    { a: 1 },
    { b: 2 },
  ]);
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('two %s members in one file are both read', async (name, compress) => {
  const parts = ['{"a":1}\n', '{"b":2}\n'].map((text) => compress(Buffer.from(text)));
  expect(valuesOf(await readFileOf(`two.${name}`, Buffer.concat(parts)))).toEqual([
    { a: 1 },
    { b: 2 },
  ]);
});

test('a zstd file of many large frames is read to its end, and rubbish after them is told', async () => {
  const frame = (i: number) =>
    zstdCompressSync(Buffer.from(`${JSON.stringify({ i, x: 'y'.repeat(200_000) })}\n`));
  const frames = Array.from({ length: 30 }, (_, i) => frame(i));
  const read = await readFileOf('many.zst', Buffer.concat(frames));
  expect(read.map(({ json }) => JSON.parse(json ?? '{}').i)).toEqual(frames.map((_, i) => i));
  const spoilt = Buffer.concat([...frames, Buffer.from('rubbish')]);
  await expect(readFileOf('spoilt.zst', spoilt)).rejects.toThrow('damaged or cut off');
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('a %s file that is cut off is an error that says so', async (name, compress) => {
  const noise = Array.from({ length: 5_000 }, (_, i) => `{"a":${Math.sin(i)}}`).join('\n');
  const whole = compress(Buffer.from(noise));
  await expect(readFileOf(`cut.${name}`, whole.subarray(0, whole.length / 2))).rejects.toThrow(
    'damaged or cut off',
  );
});

test('CSV is typed by the columns of the table', async () => {
  const text = [
    'timestamp,device_id,cpu_percent,transaction_count,transaction_volume,currency,extra_metrics,id',
    '2026-01-31T08:00:00Z,0042,12.5,9007199254740993,10.10,EUR,"{""a"": [1]}",77',
    '2026-01-31T08:00:01Z,"a ""b"", c",,,,"",plain word,',
  ].join('\r\n');
  expect(valuesOf(await readFileOf('typed.csv', text))).toEqual([
    {
      timestamp: '2026-01-31T08:00:00Z',
      device_id: '0042',
      cpu_percent: 12.5,
      transaction_count: '9007199254740993',
      transaction_volume: 10.1,
      currency: 'EUR',
      extra_metrics: { a: [1] },
    },
    {
      timestamp: '2026-01-31T08:00:01Z',
      device_id: 'a "b", c',
      cpu_percent: null,
      transaction_count: null,
      transaction_volume: null,
      currency: '',
      extra_metrics: 'plain word',
    },
  ]);
});

test('CSV: booleans in their spellings; an empty field of a column that takes no null is left out', async () => {
  const text = 'is_healthy,device_id,endpoint\ntrue,a,b\nF,,b\nmaybe,a,\n';
  expect(valuesOf(await readFileOf('flags.csv', text, checks))).toEqual([
    { is_healthy: true, device_id: 'a', endpoint: 'b' },
    { is_healthy: false, endpoint: 'b' },
    { is_healthy: 'maybe', device_id: 'a', endpoint: null },
  ]);
});

test('CSV: lines with too few fields, stray quotes and broken JSON are told, the others are kept', async () => {
  const text = 'device_id,extra_metrics\na,1\nb\nc,{broken\nd"d,1\ne,\n';
  const read = (await readFileOf('faults.csv', text)).sort((a, b) => a.line - b.line);
  expect(valuesOf(read)).toEqual([
    { device_id: 'a', extra_metrics: 1 },
    'shape_invalid',
    'json_invalid',
    'shape_invalid',
    { device_id: 'e', extra_metrics: null },
  ]);
  expect(read.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
});

test('CSV: an unknown column ends the import before anything is sent, with the one that was meant', async () => {
  await expect(readFileOf('unknown.csv', 'device_id,cpu_precent\na,1\n')).rejects.toThrow(
    'Did you mean cpu_percent?',
  );
  await expect(readFileOf('twice.csv', 'device_id,device_id\na,1\n')).rejects.toThrow('twice');
});
