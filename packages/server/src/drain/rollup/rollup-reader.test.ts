import type { Rollup } from '@homepot/catalogue';
import { rollups } from '@homepot/catalogue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf, encodeSection } from '../test/encode-section.ts';
import { createRequest } from '../test/test-rows.ts';
import { createRollupCache } from './rollup-cache.ts';
import { createRollupReader, statusClassOf } from './rollup-reader.ts';

function rollupNamed(name: string): Rollup {
  const rollup = rollups.find((one) => one.name === name);
  if (rollup === undefined) throw new Error(`no rollup ${name}`);
  return rollup;
}

const requests = rollupNamed('api_performance_hourly');
const hourMs = 3_600_000;

const request = fc.record({
  timestamp: fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2090, 0) }),
  endpoint: fc.string({ maxLength: 20, unit: 'grapheme' }),
  method: fc.constantFrom('GET', 'POST'),
  status_code: fc.integer({ min: 0, max: 1_200 }),
  response_time_ms: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
  user_agent: fc.option(fc.string(), { nil: undefined }),
});

test('rows are counted under their hour and dimensions, in any order of columns', () => {
  fc.assert(
    fc.property(
      fc.array(request, { maxLength: 40 }),
      fc.shuffledSubarray([...columnsOf('api_request_logs')], { minLength: 16 }),
      (made, columns) => {
        const rows = made.map((row) => createRequest(row));
        const expected = new Map<string, [number, number]>();
        for (const row of made) {
          const hour = Math.floor((row.timestamp - Date.UTC(2000, 0)) / hourMs);
          const key = [hour, row.endpoint, row.method, statusClassOf(row.status_code), 'real'];
          const [count, valueCount] = expected.get(JSON.stringify(key)) ?? [0, 0];
          const has = row.response_time_ms === undefined ? 0 : 1;
          expected.set(JSON.stringify(key), [count + 1, valueCount + has]);
        }
        const cache = createRollupCache(1_000);
        createRollupReader(requests, columns).read(
          encodeSection('api_request_logs', rows, columns),
          cache,
        );
        const found = cache.touched().map(({ key, dimensions, accumulator }) => {
          const { count, valueCount } = accumulator;
          return [JSON.stringify([key.bucket, ...dimensions]), [count, valueCount]] as const;
        });
        expect(new Map(found)).toEqual(expected);
      },
    ),
  );
});

test('the sum, the least and the greatest value', () => {
  const rows = [5, 1, 9].map((value) => createRequest({ response_time_ms: value }));
  const cache = createRollupCache(10);
  const section = encodeSection('api_request_logs', rows);
  createRollupReader(requests, section.columns).read(section, cache);
  expect(cache.touched()[0]?.accumulator).toMatchObject({
    count: 3,
    valueCount: 3,
    valueSum: 15,
    minimum: 1,
    maximum: 9,
  });
});

test('a value that is no number counts as absent', () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, 4];
  const rows = values.map((value) => createRequest({ response_time_ms: value }));
  const cache = createRollupCache(10);
  const section = encodeSection('api_request_logs', rows);
  createRollupReader(requests, section.columns).read(section, cache);
  expect(cache.touched()[0]?.accumulator).toMatchObject({ count: 3, valueCount: 1, valueSum: 4 });
});

test('an absent dimension is the empty text', () => {
  const cache = createRollupCache(10);
  const columns = ['timestamp', 'endpoint', 'status_code'];
  const rows = [createRequest({ endpoint: undefined, status_code: undefined })];
  createRollupReader(requests, columns).read(
    encodeSection('api_request_logs', rows, columns),
    cache,
  );
  expect(cache.touched()[0]?.dimensions).toEqual(['', '', 0, '']);
});

test('tuples of other columns than said are refused', () => {
  const section = encodeSection('api_request_logs', [createRequest()]);
  const reader = createRollupReader(requests, section.columns.slice(1));
  expect(() => reader.read(section, createRollupCache(10))).toThrow(RangeError);
});

test('every rollup of the catalogue can be read', () => {
  for (const rollup of rollups) {
    expect(() => createRollupReader(rollup, columnsOf(rollup.source.name))).not.toThrow();
  }
});
