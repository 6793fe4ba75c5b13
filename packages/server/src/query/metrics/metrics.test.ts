import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addToHistogram, createHistogram, encodeHistogram } from '../../drain/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readApiPerformance } from './api-performance.ts';
import { readErrorTrends } from './error-trends.ts';
import { readJobOutcomes } from './job-outcomes.ts';
import type { MetricHouse } from './test/metric-house.ts';
import {
  createRecords,
  durations,
  expectStatistics,
  startMetricHouse,
  statisticsText,
} from './test/metric-house.ts';

let place: MetricHouse;

beforeAll(async () => {
  place = await startMetricHouse();
  await place.send(
    'api_request_logs',
    createRecords(2_000, {
      endpoint: fc.constantFrom('/a', '/b,c', '/d/{id}'),
      method: fc.constantFrom('GET', 'POST'),
      status_code: fc.constantFrom(200, 204, 301, 404, 429, 500, 503),
      response_time_ms: durations,
      service: fc.constantFrom('shop', 'pay', null),
      user_id: fc.constantFrom('mary', 'joe', "o'hara", null),
    }),
  );
  await place.send(
    'job_outcomes',
    createRecords(800, {
      job_id: fc.constant('job-1'),
      job_type: fc.constantFrom('restart', 'update'),
      device_id: fc.constantFrom('pos-1', 'pos-2', null),
      status: fc.constantFrom('success', 'failed', 'timeout'),
      duration_ms: durations,
    }),
  );
  await place.send(
    'error_logs',
    createRecords(800, {
      category: fc.constantFrom('api', 'device', 'tool'),
      severity: fc.constantFrom('warning', 'error', 'critical'),
      error_message: fc.constantFrom('no', 'never'),
    }),
  );
});

afterAll(() => place.house.remove());

const ranges: [string, Parameters][] = [
  ['the last 24 hours', {}],
  ['the last 48 hours', { hours: 48 }],
  ['the last hour', { hours: 1 }],
  ['three hours by minute', { hours: 3, interval: 'minute' }],
  ['two whole days', { start_date: '2026-01-03', end_date: '2026-01-04' }],
  ['three days by day', { hours: 72, interval: 'day' }],
  [
    'a range within hours',
    { start_date: '2026-01-04T07:30:00Z', end_date: '2026-01-04T09:00:00.000001Z' },
  ],
  [
    'minutes, hours and days',
    { start_date: '2026-01-03T22:58:00Z', end_date: '2026-01-05T02:03:00Z' },
  ],
];

const inRange = '"timestamp" >= $1 AND "timestamp" < $2';

const errors = `count(*) FILTER (WHERE status_code BETWEEN 400 AND 499) AS client_errors,
  count(*) FILTER (WHERE status_code BETWEEN 500 AND 599) AS server_errors`;
const requestNumbers = `${statisticsText('response_time_ms')}, ${errors}`;

describe('api-performance equals a recount by SQL', () => {
  const asked: [string, Parameters, string][] = [
    ...ranges.map(([name, range]): [string, Parameters, string] => [name, range, '']),
    ['one endpoint', { hours: 100, endpoint: '/a' }, ` AND endpoint = '/a'`],
    [
      'two endpoints, one with a comma',
      { hours: 100, endpoint: '/a,/b\\,c' },
      ` AND endpoint IN ('/a', '/b,c')`,
    ],
    [
      'one method of one service',
      { method: 'POST', service: 'shop' },
      ` AND method = 'POST' AND service = 'shop'`,
    ],
    ['simulated rows only', { provenance: 'simulated' }, ` AND provenance = 'simulated'`],
  ];

  test.each(asked)('%s', async (_, parameters, more) => {
    const answer = await readApiPerformance(place.deps, parameters);
    const range = [answer.from, answer.to];
    const from = `FROM api_request_logs WHERE ${inRange}${more}`;
    const [total = {}] = await place.recount(`SELECT ${requestNumbers} ${from}`, range);
    expectStatistics(answer.total, total, 'response_time_ms');
    expect(answer.total.client_errors).toBe(total.client_errors);
    expect(answer.total.server_errors).toBe(total.server_errors);

    const buckets = await place.recount(
      `SELECT date_trunc('${answer.interval}', "timestamp") AS bucket, ${requestNumbers}
       ${from} GROUP BY 1 ORDER BY 1`,
      range,
    );
    expect(answer.series.map((point) => point.bucket)).toEqual(buckets.map((each) => each.bucket));
    for (const [i, point] of answer.series.entries()) {
      expectStatistics(point, buckets[i], 'response_time_ms');
    }

    const groups = await place.recount(
      `SELECT endpoint, method, ${requestNumbers} ${from} GROUP BY 1, 2
       ORDER BY count(*) DESC, endpoint COLLATE "C", method COLLATE "C"`,
      range,
    );
    expect(answer.endpoint_count).toBe(groups.length);
    expect(answer.endpoints.map(({ endpoint, method }) => ({ endpoint, method }))).toEqual(
      groups.map(({ endpoint, method }) => ({ endpoint, method })),
    );
    for (const [i, group] of answer.endpoints.entries()) {
      expectStatistics(group, groups[i], 'response_time_ms');
      expect(group.server_errors).toBe(groups[i]?.server_errors);
    }

    const origins = await place.recount(
      `SELECT provenance, count(*) AS count ${from} GROUP BY 1`,
      range,
    );
    expect(
      Object.entries(answer.provenance)
        .filter(([, count]) => count > 0)
        .sort(),
    ).toEqual(origins.map(({ provenance, count }) => [provenance, count]).sort());
  });
});

describe('api-performance', () => {
  test('who made the requests is told by whole days', async () => {
    const { users } = await readApiPerformance(place.deps, { hours: 30 });
    expect(users).toMatchObject({
      from: '2026-01-04T00:00:00.000000Z',
      to: '2026-01-06T00:00:00.000000Z',
    });
    const exact = await place.recount(
      `SELECT user_id, count(*) AS count FROM api_request_logs
       WHERE ${inRange} AND user_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, user_id COLLATE "C"`,
      [users?.from, users?.to],
    );
    expect(users?.busiest).toEqual(exact);
    expect(users?.user_count).toBe(3);
    expect((await readApiPerformance(place.deps, { service: 'shop' })).users).toBeNull();
  });

  test('the range before stands beside it', async () => {
    const { from, to, previous } = await readApiPerformance(place.deps, {
      hours: 5,
      compare: 'previous',
    });
    expect(previous?.to).toBe(from);
    expect(Date.parse(from) - Date.parse(previous?.from ?? '')).toBe(
      Date.parse(to) - Date.parse(from),
    );
    const [exact = {}] = await place.recount(
      `SELECT ${requestNumbers} FROM api_request_logs WHERE ${inRange}`,
      [previous?.from, previous?.to],
    );
    expectStatistics(previous?.total ?? {}, exact, 'response_time_ms');
    expect((await readApiPerformance(place.deps, {})).previous).toBeNull();
  });

  test('the range is told, widened to whole minutes', async () => {
    expect(await readApiPerformance(place.deps, { hours: 1 })).toMatchObject({
      from: '2026-01-05T11:34:00.000000Z',
      to: '2026-01-05T12:35:00.000000Z',
    });
    const days = { start_date: '2026-01-03', end_date: '2026-01-04' };
    expect(await readApiPerformance(place.deps, days)).toMatchObject({
      from: '2026-01-03T00:00:00.000000Z',
      to: '2026-01-05T00:00:00.000000Z',
    });
  });

  test('where there are no requests there are no rates and no times', async () => {
    const answer = await readApiPerformance(place.deps, { endpoint: '/nobody/calls/this' });
    expect(answer.total).toMatchObject({ count: 0, error_rate: null, p95_response_time_ms: null });
    expect(answer).toMatchObject({ endpoint_count: 0, endpoints: [], series: [] });
  });
});

test('the 95th percentile of any range is within 2 % of the exact one', async () => {
  const minute = fc.integer({ min: 0, max: 60 * 60 });
  const endMs = Date.UTC(2026, 0, 5, 12, 35);
  await fc.assert(
    fc.asyncProperty(minute, minute, async (a, b) => {
      fc.pre(a !== b);
      const at = (back: number) => new Date(endMs - back * 60_000).toISOString();
      const range = { start_date: at(Math.max(a, b)), end_date: at(Math.min(a, b)) };
      const answer = await readApiPerformance(place.deps, { ...range, interval: 'day' });
      const [exact] = await place.recount(
        `SELECT ${statisticsText('response_time_ms')} FROM api_request_logs WHERE ${inRange}`,
        [range.start_date, range.end_date],
      );
      expectStatistics(answer.total, exact, 'response_time_ms');
    }),
    { numRuns: 25 },
  );
});

describe('of more endpoints than memory is meant for', () => {
  const many = limits.rollupPageRowsMax + 1_000;
  const range = {
    start_date: '2025-12-01',
    end_date: '2025-12-01',
    interval: 'day',
    method: 'GET',
  };

  beforeAll(async () => {
    const histogram = createHistogram();
    addToHistogram(histogram, 100);
    await place.house.database.query(
      `INSERT INTO api_performance_day
       SELECT '2025-12-01T00:00:00Z', '/many/' || i, 'GET', 2, '', 'real', $2,
         CASE WHEN i > $1::int - 400 THEN 2 ELSE 1 END, 1, 100, 100, 100, $3
       FROM generate_series(1, $1::int) AS i`,
      [many, randomUUID(), encodeHistogram(histogram)],
    );
  });

  test('the total counts all, and the largest are told one by one', async () => {
    const answer = await readApiPerformance(place.deps, range);
    expect(answer.total).toMatchObject({ count: many + 400, measured: many });
    expect(answer.total.p95_response_time_ms).toBeCloseTo(100, 6);
    expect(answer.endpoint_count).toBe(many);
    expect(answer.endpoints).toHaveLength(limits.metricGroupsMax);
    expect(answer.endpoints.slice(0, 400).every(({ count }) => count === 2)).toBe(true);
    expect(answer.endpoints.slice(400).every(({ count }) => count === 1)).toBe(true);
  });
});

describe('job-outcomes equals a recount by SQL', () => {
  const numbers = `${statisticsText('duration_ms')},
    count(*) FILTER (WHERE status = 'success') AS successes,
    count(*) FILTER (WHERE status = 'timeout') AS timeouts`;
  test.each([
    ...ranges.map(([name, range]): [string, Parameters, string] => [name, range, '']),
    ['one type', { hours: 168, job_type: 'restart' }, ` AND job_type = 'restart'`],
  ])('%s', async (_, parameters, more) => {
    const answer = await readJobOutcomes(place.deps, { ...parameters, compare: 'previous' });
    const range = [answer.from, answer.to];
    const from = `FROM job_outcomes WHERE ${inRange}${more}`;
    const groups = await place.recount(
      `SELECT job_type, ${numbers} ${from} AND device_id IS NOT NULL GROUP BY 1
       ORDER BY count(*) DESC, 1`,
      range,
    );
    expect(answer.job_types.map((each) => each.job_type)).toEqual(groups.map((g) => g.job_type));
    for (const [i, told] of answer.job_types.entries()) {
      expectStatistics(told, groups[i], 'duration_ms');
      expect(told.statuses.timeout ?? 0).toBe(groups[i]?.timeouts);
      expect(((told.success_rate ?? 0) * told.count) / 100).toBeCloseTo(
        Number(groups[i]?.successes),
        6,
      );
    }
    const [targets] = await place.recount(
      `SELECT ${numbers} ${from} AND device_id IS NOT NULL`,
      range,
    );
    expectStatistics(answer.total, targets, 'duration_ms');
    const [jobs] = await place.recount(`SELECT ${numbers} ${from} AND device_id IS NULL`, range);
    expectStatistics(answer.jobs, jobs, 'duration_ms');
    const [before] = await place.recount(`SELECT ${numbers} ${from} AND device_id IS NOT NULL`, [
      answer.previous?.from,
      answer.previous?.to,
    ]);
    expectStatistics(answer.previous?.total ?? {}, before, 'duration_ms');
    const told = Object.values(answer.provenance).reduce((sum, count) => sum + count, 0);
    expect(told).toBe(answer.total.count + answer.jobs.count);
  });
});

describe('error-trends equals a recount by SQL', () => {
  test.each([
    ...ranges.map(([name, range]): [string, Parameters, string] => [name, range, '']),
    ['one category', { hours: 24, category: 'api' }, ` AND category = 'api'`],
    ['one severity', { severity: 'critical' }, ` AND severity = 'critical'`],
    ['two origins', { provenance: 'real,controlled' }, ` AND provenance IN ('real', 'controlled')`],
  ])('%s', async (_, parameters, more) => {
    const answer = await readErrorTrends(place.deps, { ...parameters, compare: 'previous' });
    const from = `FROM error_logs WHERE ${inRange}${more}`;
    const series = await place.recount(
      `SELECT date_trunc('${answer.interval}', "timestamp") AS bucket, category, severity,
         count(*) AS count ${from} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [answer.from, answer.to],
    );
    expect(answer.series).toEqual(series);
    const severities = await place.recount(
      `SELECT severity, count(*) AS count ${from} GROUP BY 1 ORDER BY 2 DESC, 1`,
      [answer.from, answer.to],
    );
    expect(answer.severities).toEqual(severities);
    expect(answer.total.count).toBe(series.reduce((sum, { count }) => sum + Number(count), 0));
    const [before] = await place.recount(`SELECT count(*) AS count ${from}`, [
      answer.previous?.from,
      answer.previous?.to,
    ]);
    expect(answer.previous?.total).toEqual(before);
  });
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
  [{ interval: 'week' }, 'query.interval'],
  [{ hours: 100, interval: 'minute' }, 'query.interval'],
])('%j is refused with the path of the parameter', async (parameters, path) => {
  await expect(readErrorTrends(place.deps, parameters)).rejects.toMatchObject({
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
    await expect(readErrorTrends(place.deps, parameters)).rejects.toMatchObject({
      code: 'range_invalid',
    });
  }
});
