import type { Rollup } from '@homepot/catalogue';
import { rollups } from '@homepot/catalogue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Section } from '../../spool/index.ts';
import type { TestRow } from '../test/encode-section.ts';
import { columnsOf, encodeSection } from '../test/encode-section.ts';
import { createRequest, noonMs } from '../test/test-rows.ts';
import { statusClassOf } from './dimension-reader.ts';
import type { RollupCache } from './rollup-cache.ts';
import { createRollupCache } from './rollup-cache.ts';
import { createSourceReader } from './source-reader.ts';

function rollupNamed(name: string): Rollup {
  const rollup = rollups.find((one) => one.name === name);
  if (rollup === undefined) throw new Error(`no rollup ${name}`);
  return rollup;
}

const requests = rollupNamed('api_performance');
const minuteMs = 60_000;

/** What a rollup makes of the rows of a section. */
function readInto(rollup: Rollup, section: Section): RollupCache {
  const into = createRollupCache(1_000, rollup.values.length);
  createSourceReader([{ rollup, into }], section.columns).read(section);
  return into;
}

/** The dimensions of each row of a rollup, without the provenance, and how many source rows. */
const countsOf = (cache: RollupCache) =>
  cache
    .touched()
    .map(({ dimensions, accumulator }) => [...dimensions.slice(0, -1), accumulator.count]);

const request = fc.record({
  timestamp: fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2090, 0) }),
  endpoint: fc.string({ maxLength: 20, unit: 'grapheme' }),
  method: fc.constantFrom('GET', 'POST'),
  status_code: fc.integer({ min: 0, max: 1_200 }),
  response_time_ms: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
  user_agent: fc.option(fc.string(), { nil: undefined }),
  service: fc.option(fc.constantFrom('shop', 'till'), { nil: undefined }),
});

test('rows are counted under their minute and dimensions, in any order of columns', () => {
  fc.assert(
    fc.property(
      fc.array(request, { maxLength: 40 }),
      fc.shuffledSubarray([...columnsOf('api_request_logs')], { minLength: 16 }),
      (made, columns) => {
        const rows = made.map((row) => createRequest(row));
        const expected = new Map<string, [number, number]>();
        for (const row of made) {
          const minute = Math.floor((row.timestamp - Date.UTC(2000, 0)) / minuteMs);
          const status = statusClassOf(row.status_code);
          const key = [minute, row.endpoint, row.method, status, row.service ?? '', 'real'];
          const [count, valueCount] = expected.get(JSON.stringify(key)) ?? [0, 0];
          const has = row.response_time_ms === undefined ? 0 : 1;
          expected.set(JSON.stringify(key), [count + 1, valueCount + has]);
        }
        const cache = readInto(requests, encodeSection('api_request_logs', rows, columns));
        const found = cache.touched().map(({ key, dimensions, accumulator }) => {
          const counts = [accumulator.count, accumulator.values[0]?.count];
          return [JSON.stringify([key.bucket, ...dimensions]), counts] as const;
        });
        expect(new Map(found)).toEqual(expected);
      },
    ),
  );
});

test('the sum, the least and the greatest value', () => {
  const rows = [5, 1, 9].map((value) => createRequest({ response_time_ms: value }));
  const cache = readInto(requests, encodeSection('api_request_logs', rows));
  expect(cache.touched()[0]?.accumulator).toMatchObject({
    count: 3,
    values: [{ count: 3, sum: 15, minimum: 1, maximum: 9 }],
  });
});

test('a value that is no number counts as absent', () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, 4];
  const rows = values.map((value) => createRequest({ response_time_ms: value }));
  const cache = readInto(requests, encodeSection('api_request_logs', rows));
  expect(cache.touched()[0]?.accumulator).toMatchObject({
    count: 3,
    values: [{ count: 1, sum: 4 }],
  });
});

test('an absent dimension is the empty text', () => {
  const columns = ['timestamp', 'endpoint', 'status_code'];
  const rows = [createRequest({ endpoint: undefined, status_code: undefined })];
  const cache = readInto(requests, encodeSection('api_request_logs', rows, columns));
  expect(cache.touched()[0]?.dimensions).toEqual(['', '', 0, '', '']);
});

const errorOf = (row: TestRow): TestRow => ({
  timestamp: noonMs,
  provenance: 'real',
  category: 'tool',
  severity: 'error',
  fingerprint: 'f',
  ...row,
});

test('a tool is found in the context of an error, by either name; errors without are left out', () => {
  const contexts = [
    { bcp_name: 'stock', tool_name: 'count' },
    { pack: 'stock', tool: 'count', tool_name: 7 },
    { bcp_name: ['no text'], tool: '☃'.repeat(101) },
    ['no', 'object'],
    null,
  ];
  const rows = [
    ...contexts.map((context) => errorOf({ tool_context: JSON.stringify(context) })),
    errorOf({}),
  ];
  expect(countsOf(readInto(rollupNamed('tool_errors'), encodeSection('error_logs', rows)))).toEqual(
    [
      ['stock', 'count', 'error', 2],
      ['', '☃'.repeat(100), 'error', 1],
      ['', '', 'error', 2],
    ],
  );
});

const activityOf = (row: TestRow): TestRow => ({
  timestamp: noonMs,
  provenance: 'real',
  user_id: 'ada',
  activity_type: 'search',
  ...row,
});

test('of activities only searches are searches, told by their first 200 characters', () => {
  const long = 'ä'.repeat(150) + '😀'.repeat(51);
  const rows = [
    activityOf({ search_query: 'milk', results_count: 3 }),
    activityOf({ search_query: 'milk', results_count: 0 }),
    activityOf({ search_query: long, results_count: 1 }),
    activityOf({ search_query: `${long.slice(0, -2)}x` }),
    activityOf({}),
    activityOf({ activity_type: 'search_', search_query: 'no search' }),
    activityOf({ activity_type: 'click', search_query: 'milk' }),
  ];
  const section = encodeSection('user_activities', rows);
  const cut = 'ä'.repeat(150) + '😀'.repeat(50);
  expect(countsOf(readInto(rollupNamed('activity_searches'), section))).toEqual([
    ['milk', 1, 1],
    ['milk', 0, 1],
    [cut, 1, 1],
    [cut, 0, 1],
    ['', 0, 1],
  ]);
});

test('what was not measured does not count, value by value', () => {
  const rows = [
    { timestamp: noonMs, cpu_percent: 10, error_rate: 0 },
    { timestamp: noonMs, cpu_percent: 30, memory_percent: 5 },
  ];
  const cache = readInto(rollupNamed('device_measurements'), encodeSection('device_metrics', rows));
  expect(cache.touched()[0]?.accumulator).toMatchObject({
    count: 2,
    values: [
      { count: 2, sum: 40 },
      { count: 1, sum: 5 },
      { count: 0 },
      { count: 0 },
      { count: 1, sum: 0 },
    ],
  });
});

test('a report is counted as healthy or not', () => {
  const rows = [true, false, false].map((is_healthy) => ({ timestamp: noonMs, is_healthy }));
  const cache = readInto(
    rollupNamed('health_checks_summary'),
    encodeSection('health_checks', rows),
  );
  expect(countsOf(cache)).toEqual([
    [1, 1],
    [0, 2],
  ]);
});

test('tuples of other columns than said are refused', () => {
  const section = encodeSection('api_request_logs', [createRequest()]);
  const into = createRollupCache(10, 1);
  const reader = createSourceReader([{ rollup: requests, into }], section.columns.slice(1));
  expect(() => reader.read(section)).toThrow(RangeError);
});

test('every rollup of the catalogue can be read', () => {
  for (const rollup of rollups) {
    const into = createRollupCache(10, rollup.values.length);
    const columns = columnsOf(rollup.source.name);
    expect(() => createSourceReader([{ rollup, into }], columns)).not.toThrow();
  }
});
