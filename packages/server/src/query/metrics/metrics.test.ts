import { randomUUID } from 'node:crypto';
import type { Rollup } from '@homepot/catalogue';
import {
  apiPerformanceHourly,
  errorTrendsHourly,
  histogramRelativeError,
  jobOutcomesHourly,
} from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { addToHistogram, createHistogram, encodeHistogram } from '../../drain/index.ts';
import { createLog, createManualClock, limits } from '../../kernel/index.ts';
import { createPartitions } from '../../store/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import type { GeneratedRow } from '../test/generated-rows.ts';
import { generatedRow, insertRows } from '../test/generated-rows.ts';
import { readApiPerformance } from './api-performance.ts';
import { readErrorTrends } from './error-trends.ts';
import { readJobOutcomes } from './job-outcomes.ts';

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 0, 5, 12, 34, 56);
let place: TestDatabase;
let deps: QueryDeps;

const times = fc
  .integer({ min: 0, max: 60 * hourMs })
  .map((back) => new Date(nowMs - back).toISOString());
const durations = fc.option(fc.integer({ min: 0, max: 30_000 }), { freq: 4 });

/** The rows of a rollup, as two writers would keep them. */
function rollUp(rollup: Rollup, rows: readonly GeneratedRow[]): GeneratedRow[] {
  const writers = [randomUUID(), randomUUID()];
  const keyed = rows.map((row, i) => {
    const dimensions = Object.entries(rollup.dimensions).map(([name, { column, as }]) => {
      if (as === 'status_class') return [name, Math.trunc(Number(row[column]) / 100)];
      return [name, as === 'presence' ? Number(row[column] !== null) : row[column]];
    });
    const bucket = `${String(row.timestamp).slice(0, 13)}:00:00Z`;
    const key = { bucket, ...Object.fromEntries(dimensions), writer: writers[i % 2] };
    return { key: JSON.stringify(key), row };
  });
  return [...Map.groupBy(keyed, ({ key }) => key)].map(([key, each]) => {
    const values = each
      .map(({ row }) => row[rollup.value ?? ''])
      .filter((value) => value !== null && value !== undefined)
      .map(Number);
    const histogram = createHistogram();
    for (const value of values) addToHistogram(histogram, value);
    const measured = {
      value_count: values.length,
      value_sum: values.reduce((sum, value) => sum + value, 0),
      value_minimum: values.length === 0 ? null : Math.min(...values),
      value_maximum: values.length === 0 ? null : Math.max(...values),
      histogram: encodeHistogram(histogram),
    };
    const counted = { ...JSON.parse(key), count: each.length };
    return rollup.value === undefined ? counted : { ...counted, ...measured };
  });
}

async function fill(rollup: Rollup, given: Record<string, fc.Arbitrary<unknown>>): Promise<void> {
  const rows = fc.sample(generatedRow(rollup.source, { timestamp: times, ...given }), {
    numRuns: 800,
    seed: 11,
  });
  const partitions = createPartitions({
    ...deps,
    database: place.database,
    log: createLog('warn'),
  });
  const days = [0, 1, 2, 3, 4, 5].map((back) => Math.floor(nowMs / (24 * hourMs)) - back);
  await partitions.ensure(rollup.source.name, days);
  await insertRows(place.database, rollup.source.name, rows);
  await insertRows(place.database, rollup.name, rollUp(rollup, rows));
}

beforeAll(async () => {
  place = await createTestDatabase();
  deps = { database: place.database, clock: createManualClock(nowMs) };
  await fill(apiPerformanceHourly, {
    endpoint: fc.constantFrom('/a', '/b,c', '/d/{id}'),
    method: fc.constantFrom('GET', 'POST'),
    status_code: fc.constantFrom(200, 204, 301, 404, 429, 500, 503),
    response_time_ms: durations,
  });
  await fill(jobOutcomesHourly, {
    job_type: fc.constantFrom('restart', 'update'),
    duration_ms: durations,
  });
  await fill(errorTrendsHourly, {});
});

afterAll(() => place.drop());

type Row = Readonly<Record<string, unknown>>;

const statistics = (column: string) => `count(*) AS count, count(${column}) AS measured,
  avg(${column}) AS avg, min(${column}) AS min, max(${column}) AS max,
  percentile_disc(0.5) WITHIN GROUP (ORDER BY ${column}) AS p50,
  percentile_disc(0.95) WITHIN GROUP (ORDER BY ${column}) AS p95,
  percentile_disc(0.99) WITHIN GROUP (ORDER BY ${column}) AS p99`;

function expectStatistics(told: Row, exact: Row, unit: string): void {
  expect(told).toMatchObject({ count: exact.count, measured: exact.measured });
  for (const name of ['avg', 'min', 'max']) {
    const value = exact[name] === null ? null : Number(exact[name]);
    if (value === null) expect(told[`${name}_${unit}`]).toBeNull();
    else expect(told[`${name}_${unit}`]).toBeCloseTo(value, 6);
  }
  for (const name of ['p50', 'p95', 'p99']) {
    if (exact[name] === null) {
      expect(told[`${name}_${unit}`]).toBeNull();
      continue;
    }
    const allowed = Number(exact[name]) * (histogramRelativeError + 1e-9) + 1e-9;
    expect(Math.abs(Number(told[`${name}_${unit}`]) - Number(exact[name]))).toBeLessThanOrEqual(
      allowed,
    );
  }
}

const recount = (text: string, values: readonly unknown[]) =>
  place.database.query<Row>(text, values);

describe('api-performance equals a recount by SQL', () => {
  const errors = `count(*) FILTER (WHERE status_code BETWEEN 400 AND 499) AS client_errors,
    count(*) FILTER (WHERE status_code BETWEEN 500 AND 599) AS server_errors`;
  const where = '"timestamp" >= $1 AND "timestamp" < $2';
  const asked: [string, Parameters, string][] = [
    ['the last 24 hours', {}, ''],
    ['the last 48 hours', { hours: 48 }, ''],
    ['one endpoint', { hours: 100, endpoint: '/a' }, ` AND endpoint = '/a'`],
    [
      'two endpoints, one with a comma',
      { hours: 100, endpoint: '/a,/b\\,c' },
      ` AND endpoint IN ('/a', '/b,c')`,
    ],
    ['simulated rows only', { provenance: 'simulated' }, ` AND provenance = 'simulated'`],
    ['two whole days', { start_date: '2026-01-03', end_date: '2026-01-04' }, ''],
    [
      'a range within hours',
      { start_date: '2026-01-04T07:30:00Z', end_date: '2026-01-04T09:00:00.000001Z' },
      '',
    ],
  ];

  test.each(asked)('%s', async (_, parameters, more) => {
    const answer = await readApiPerformance(deps, parameters);
    const range = [answer.from, answer.to];
    const [total = {}] = await recount(
      `SELECT ${statistics('response_time_ms')}, ${errors} FROM api_request_logs WHERE ${where}${more}`,
      range,
    );
    expectStatistics(answer.total, total, 'response_time_ms');
    expect(answer.total).toMatchObject({
      client_errors: total.client_errors,
      server_errors: total.server_errors,
    });
    const buckets = await recount(
      `SELECT date_trunc('hour', "timestamp") AS bucket, ${statistics('response_time_ms')}, ${errors}
       FROM api_request_logs WHERE ${where}${more} GROUP BY 1 ORDER BY 1`,
      range,
    );
    expect(answer.series.map((point) => point.bucket)).toEqual(buckets.map((each) => each.bucket));
    for (const [i, point] of answer.series.entries()) {
      expectStatistics(point, buckets[i] ?? {}, 'response_time_ms');
    }
    const groups = await recount(
      `SELECT endpoint, method, ${statistics('response_time_ms')} FROM api_request_logs
       WHERE ${where}${more} GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2`,
      range,
    );
    expect(answer.endpoint_count).toBe(groups.length);
    expect(answer.endpoints.map(({ endpoint, method }) => ({ endpoint, method }))).toEqual(
      groups.map(({ endpoint, method }) => ({ endpoint, method })),
    );
    for (const [i, group] of answer.endpoints.entries()) {
      expectStatistics(group, groups[i] ?? {}, 'response_time_ms');
    }
    const told = Object.values(answer.provenance).reduce((sum, count) => sum + count, 0);
    expect(told).toBe(answer.total.count);
  });

  test('the range is told, widened to whole hours', async () => {
    expect(await readApiPerformance(deps, { hours: 1 })).toMatchObject({
      from: '2026-01-05T11:00:00.000000Z',
      to: '2026-01-05T13:00:00.000000Z',
    });
    const days = { start_date: '2026-01-03', end_date: '2026-01-04' };
    expect(await readApiPerformance(deps, days)).toMatchObject({
      from: '2026-01-03T00:00:00.000000Z',
      to: '2026-01-05T00:00:00.000000Z',
    });
  });

  test('an hour without requests has no rates and no times', async () => {
    const answer = await readApiPerformance(deps, { endpoint: '/nobody/calls/this' });
    expect(answer.total).toMatchObject({ count: 0, error_rate: null, p95_response_time_ms: null });
    expect(answer).toMatchObject({ endpoint_count: 0, endpoints: [], series: [] });
  });
});

test('of more endpoints than are told one by one, the total still counts all', async () => {
  const histogram = createHistogram();
  addToHistogram(histogram, 100);
  await place.database.query(
    `INSERT INTO api_performance_hourly
     SELECT '2025-12-01T00:00:00Z', '/many/' || i, 'GET', 2, 'real', $2, 1, 1, 100, 100, 100, $3
     FROM generate_series(1, $1::int) AS i`,
    [limits.rollupPageRowsMax + 1_000, randomUUID(), encodeHistogram(histogram)],
  );
  const range = { start_date: '2025-12-01', end_date: '2025-12-01' };
  const answer = await readApiPerformance(deps, range);
  expect(answer.total.count).toBe(limits.rollupPageRowsMax + 1_000);
  expect(answer.endpoint_count).toBe(limits.rollupPageRowsMax + 1_000);
  expect(answer.endpoints).toHaveLength(limits.metricGroupsMax);
});

test('job-outcomes equals a recount by SQL', async () => {
  for (const [parameters, more] of [
    [{ hours: 168 }, ''],
    [{ hours: 168, job_type: 'restart' }, ` AND job_type = 'restart'`],
  ] as const) {
    const answer = await readJobOutcomes(deps, parameters);
    const groups = await recount(
      `SELECT job_type, ${statistics('duration_ms')},
         100.0 * count(*) FILTER (WHERE status = 'success') / count(*) AS success_rate,
         count(*) FILTER (WHERE status = 'timeout') AS timeouts
       FROM job_outcomes WHERE "timestamp" >= $1 AND "timestamp" < $2 AND device_id IS NOT NULL${more}
       GROUP BY 1 ORDER BY count(*) DESC`,
      [answer.from, answer.to],
    );
    expect(answer.job_types.map((each) => each.job_type)).toEqual(groups.map((g) => g.job_type));
    for (const [i, told] of answer.job_types.entries()) {
      expectStatistics(told, groups[i] ?? {}, 'duration_ms');
      expect(told.success_rate).toBeCloseTo(Number(groups[i]?.success_rate), 6);
      expect(told.statuses.timeout).toBe(groups[i]?.timeouts);
    }
    expect(answer.total.count).toBe(groups.reduce((sum, { count }) => sum + Number(count), 0));
    const [jobs = {}] = await recount(
      `SELECT ${statistics('duration_ms')} FROM job_outcomes
       WHERE "timestamp" >= $1 AND "timestamp" < $2 AND device_id IS NULL${more}`,
      [answer.from, answer.to],
    );
    expectStatistics(answer.jobs, jobs, 'duration_ms');
    const told = Object.values(answer.provenance).reduce((sum, count) => sum + count, 0);
    expect(told).toBe(answer.total.count + answer.jobs.count);
  }
});

test('error-trends equals a recount by SQL', async () => {
  for (const [parameters, more] of [
    [{ hours: 168 }, ''],
    [{ hours: 24, category: 'api' }, ` AND category = 'api'`],
    [{ provenance: 'real,controlled' }, ` AND provenance IN ('real', 'controlled')`],
  ] as const) {
    const answer = await readErrorTrends(deps, parameters);
    const from = 'FROM error_logs WHERE "timestamp" >= $1 AND "timestamp" < $2';
    const series = await recount(
      `SELECT date_trunc('hour', "timestamp") AS bucket, category, severity, count(*) AS count
       ${from}${more} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [answer.from, answer.to],
    );
    expect(answer.series).toEqual(series);
    const severities = await recount(
      `SELECT severity, count(*) AS count ${from}${more} GROUP BY 1 ORDER BY 2 DESC, 1`,
      [answer.from, answer.to],
    );
    expect(answer.severities).toEqual(severities);
    expect(answer.total.count).toBe(series.reduce((sum, { count }) => sum + Number(count), 0));
  }
});

test.each([
  [{ hours: 0 }, 'query.hours'],
  [{ hours: 169 }, 'query.hours'],
  [{ hours: 1.5 }, 'query.hours'],
  [{ hours: 'all' }, 'query.hours'],
  [{ hours: 24, start_date: '2026-01-01' }, 'query.hours'],
  [{ start_date: 'monday' }, 'query.start_date'],
  [{ category: 'weather' }, 'query.category'],
  [{ provenance: 'dreamt' }, 'query.provenance'],
])('%j is refused with the path of the parameter', async (parameters, path) => {
  await expect(readErrorTrends(deps, parameters)).rejects.toMatchObject({
    code: 'parameter_invalid',
    path,
  });
});

test('a range that is empty or longer than a quarter is refused', async () => {
  for (const parameters of [
    { start_date: '2026-01-06' },
    { start_date: '2026-01-04', end_date: '2026-01-03' },
    { start_date: '2025-01-01', end_date: '2026-01-01' },
  ]) {
    await expect(readErrorTrends(deps, parameters)).rejects.toMatchObject({
      code: 'range_invalid',
    });
  }
});
