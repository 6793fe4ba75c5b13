import { callerLimits } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDevice } from '../../../test/test-device.ts';
import { readHealthMetrics } from './health-metrics.ts';
import { readNamedMetrics } from './named-metrics.ts';
import { readOverview } from './overview.ts';
import type { MetricHouse } from './test/metric-house.ts';
import {
  createRecords,
  durations,
  expectStatistics,
  nowMs,
  startMetricHouse,
  statisticsText,
} from './test/metric-house.ts';

let place: MetricHouse;

const batches: Readonly<Record<string, readonly object[]>> = {
  api_request_logs: createRecords(900, {
    endpoint: fc.constantFrom('/fast', '/slow', '/bad'),
    method: fc.constant('GET'),
    status_code: fc.constantFrom(200, 200, 404, 503),
    response_time_ms: durations,
  }),
  job_outcomes: createRecords(200, {
    job_id: fc.constant('job-1'),
    job_type: fc.constant('restart'),
    device_id: fc.constantFrom('pos-1', null),
    status: fc.constantFrom('success', 'failed'),
  }),
  error_logs: createRecords(100, {
    category: fc.constant('api'),
    severity: fc.constant('error'),
    error_message: fc.constant('no'),
  }),
  tool_usage_logs: createRecords(300, {
    bcp_name: fc.constant('pos'),
    tool_name: fc.constantFrom('find', 'change'),
    operation: fc.constant('one'),
    start_time: fc.constant('2026-01-05T12:00:00Z'),
    outcome: fc.constantFrom('ok', 'timeout'),
  }).map((record) => ({ ...record, success: (record as { outcome: string }).outcome === 'ok' })),
  user_activities: createRecords(100, {
    user_id: fc.constant('mary'),
    activity_type: fc.constant('click'),
  }),
  health_checks: createRecords(400, {
    device_id: fc.constantFrom('pos-1', 'pos-2'),
    is_healthy: fc.boolean(),
    response_time_ms: durations,
  }),
  device_state_history: createRecords(50, {
    device_id: fc.constant('pos-1'),
    new_state: fc.constantFrom('online', 'offline'),
  }),
  device_metrics: createRecords(200, {
    device_id: fc.constant('pos-1'),
    cpu_percent: fc.integer({ min: 0, max: 100 }),
  }),
  performance_metrics: createRecords(600, {
    metric_name: fc.constantFrom('queue_length', 'cache_hits'),
    metric_value: fc.integer({ min: -50_000, max: 1_000_000 }).map((value) => value / 1_000),
    aggregation_period: fc.constantFrom('raw', '5m'),
  }),
};

beforeAll(async () => {
  place = await startMetricHouse();
  for (const [table, records] of Object.entries(batches)) await place.send(table, records);
  await createTestDevice(place.house, 'pos-1');
  await createTestDevice(place.house, 'pos-2');
});

afterAll(() => place.house.remove());

const inRange = '"timestamp" >= $1 AND "timestamp" < $2';

async function countIn(table: string, range: readonly string[], more = ''): Promise<number> {
  const time = table === 'audit_logs' ? 'created_at' : '"timestamp"';
  const [row] = await place.recount(
    `SELECT count(*) AS count FROM ${table} WHERE ${time} >= $1 AND ${time} < $2${more}`,
    range,
  );
  return Number(row?.count);
}

test.each([
  [{ hours: 30 }, ''],
  [{ hours: 7, provenance: 'real,sample' }, ` AND provenance IN ('real', 'sample')`],
  [{ start_date: '2026-01-04', end_date: '2026-01-04' }, ''],
])('the overview of %j counts every table as SQL does', async (parameters, more) => {
  const answer = await readOverview(place.deps, parameters);
  const range = [answer.from, answer.to];
  const before = [answer.previous_from, answer.from];
  expect(Object.keys(answer.tables).sort()).toEqual(
    [...Object.keys(batches), 'configuration_history', 'audit_logs'].sort(),
  );
  const minutes =
    (Math.min(place.deps.clock.nowMs(), Date.parse(answer.to)) - Date.parse(answer.from)) / 60_000;
  for (const [table, told] of Object.entries(answer.tables)) {
    expect(told.count, table).toBe(await countIn(table, range, more));
    expect(told.previous, table).toBe(await countIn(table, before, more));
    expect(told.per_minute).toBeCloseTo(told.count / minutes, 6);
  }
  const share = async (table: string, of: string, hit: string, within: readonly string[]) => {
    const whole = await countIn(table, within, more + of);
    return whole === 0 ? null : (100 * (await countIn(table, within, more + of + hit))) / whole;
  };
  for (const [told, table, of, hit] of [
    [answer.api_error_rate, 'api_request_logs', '', ' AND status_code >= 400'],
    [
      answer.job_success_rate,
      'job_outcomes',
      ' AND device_id IS NOT NULL',
      ` AND status = 'success'`,
    ],
    [answer.tool_success_rate, 'tool_usage_logs', '', ` AND outcome = 'ok'`],
    [answer.healthy_rate, 'health_checks', '', ' AND is_healthy'],
  ] as const) {
    expect(told.value).toBeCloseTo((await share(table, of, hit, range)) ?? Number.NaN, 6);
    expect(told.previous).toEqual(
      (await share(table, of, hit, before)) === null ? null : expect.any(Number),
    );
  }
});

test('the overview names the fleet, the slowest and the worst', async () => {
  const answer = await readOverview(place.deps, { hours: 59 });
  expect(Object.values(answer.devices).reduce((sum, count) => sum + count, 0)).toBe(2);
  const slowest = answer.slowest_endpoints.map((each) => each.p95_response_time_ms);
  expect(slowest).toHaveLength(3);
  expect(slowest).toEqual(slowest.toSorted((a, b) => b - a));
  const exact = await place.recount(
    `SELECT endpoint, 100.0 * count(*) FILTER (WHERE status_code >= 400) / count(*) AS rate
     FROM api_request_logs WHERE ${inRange} GROUP BY 1 ORDER BY 2 DESC`,
    [answer.from, answer.to],
  );
  expect(answer.worst_endpoints.map(({ endpoint }) => endpoint)).toEqual(
    exact.map(({ endpoint }) => endpoint),
  );
  for (const [i, each] of answer.worst_endpoints.entries()) {
    expect(each.error_rate).toBeCloseTo(Number(exact[i]?.rate), 6);
  }
  const [worst] = await place.recount(
    `SELECT tool_name, count(*) AS count,
       100.0 * count(*) FILTER (WHERE outcome <> 'ok') / count(*) AS rate
     FROM tool_usage_logs WHERE ${inRange} GROUP BY 1 ORDER BY 3 DESC LIMIT 1`,
    [answer.from, answer.to],
  );
  expect(answer.worst_tools[0]).toMatchObject({
    bcp_name: 'pos',
    tool_name: worst?.tool_name,
    count: worst?.count,
  });
  expect(answer.worst_tools[0]?.failure_rate).toBeCloseTo(Number(worst?.rate), 6);
});

test.each([[{}], [{ hours: 59, interval: 'day' }], [{ hours: 2 }]])(
  'health of %j equals a recount by SQL',
  async (parameters) => {
    const answer = await readHealthMetrics(place.deps, { ...parameters, compare: 'previous' });
    const range = [answer.from, answer.to];
    const numbers = `${statisticsText('response_time_ms')}, count(*) FILTER (WHERE is_healthy) AS healthy`;
    const from = `FROM health_checks WHERE ${inRange}`;
    const [total] = await place.recount(`SELECT ${numbers} ${from}`, range);
    expectStatistics(answer.total, total, 'response_time_ms');
    expect(answer.total.healthy).toBe(total?.healthy);
    const [before] = await place.recount(`SELECT ${numbers} ${from}`, [
      answer.previous?.from,
      answer.previous?.to,
    ]);
    expectStatistics(answer.previous?.total ?? {}, before, 'response_time_ms');
    const buckets = await place.recount(
      `SELECT date_trunc('${answer.interval}', "timestamp") AS bucket, ${numbers} ${from}
       GROUP BY 1 ORDER BY 1`,
      range,
    );
    expect(answer.series.map(({ bucket }) => bucket)).toEqual(buckets.map(({ bucket }) => bucket));
    for (const [i, each] of answer.series.entries()) {
      expectStatistics(each, buckets[i], 'response_time_ms');
      expect(each.healthy).toBe(buckets[i]?.healthy);
    }
    const states = await place.recount(
      `SELECT new_state, count(*) AS count FROM device_state_history WHERE ${inRange} GROUP BY 1`,
      range,
    );
    expect(answer.state_changes).toEqual(
      Object.fromEntries(states.map(({ new_state, count }) => [new_state, count])),
    );
  },
);

test.each([
  [{}, ''],
  [{ hours: 59, metric_name: 'queue_length' }, ` AND metric_name = 'queue_length'`],
  [{ aggregation_period: '5m' }, ` AND aggregation_period = '5m'`],
])('named numbers of %j equal a recount by SQL', async (parameters, more) => {
  const answer = await readNamedMetrics(place.deps, parameters);
  const range = [answer.from, answer.to];
  const numbers = statisticsText('metric_value');
  const from = `FROM performance_metrics WHERE ${inRange}${more}`;
  const keyOf = (row: Readonly<Record<string, unknown>>) =>
    [row.bucket, row.metric_name, row.aggregation_period].join('/');
  const groups = await place.recount(
    `SELECT metric_name, aggregation_period, ${numbers} ${from} GROUP BY 1, 2`,
    range,
  );
  expect(answer.metrics.map(keyOf).sort()).toEqual(groups.map(keyOf).sort());
  for (const each of answer.metrics) {
    const exact = groups.find((row) => keyOf(row) === keyOf(each));
    expect(each).toMatchObject({ count: exact?.count, measured: exact?.measured });
    expect(each.avg_metric_value).toBeCloseTo(Number(exact?.avg), 6);
    expect(Math.abs(Number(each.p95_metric_value) - Number(exact?.p95))).toBeLessThan(
      Math.abs(Number(exact?.p95)) * 0.0201,
    );
  }
  const buckets = await place.recount(
    `SELECT date_trunc('${answer.interval}', "timestamp") AS bucket, metric_name,
       aggregation_period, ${numbers} ${from} GROUP BY 1, 2, 3`,
    range,
  );
  const hasSeries = 'metric_name' in parameters;
  expect(answer.series.map(keyOf).sort()).toEqual(hasSeries ? buckets.map(keyOf).sort() : []);
});

test('the greatest numbers that the door takes are told as any others', async () => {
  const most = callerLimits.numberMagnitudeMax;
  const values = [most, most, most / 2, -most];
  await place.send(
    'performance_metrics',
    values.map((metric_value, i) => ({
      metric_name: 'huge',
      metric_value,
      timestamp: new Date(nowMs - i * 3_600_000).toISOString(),
    })),
    'real',
  );
  const { metrics, series } = await readNamedMetrics(place.deps, { metric_name: 'huge' });
  expect(metrics[0]).toMatchObject({ count: 4, measured: 4, min_metric_value: -most });
  expect(Number(metrics[0]?.avg_metric_value) / (most * 0.375)).toBeCloseTo(1, 9);
  expect(Number(metrics[0]?.p95_metric_value) / most).toBeGreaterThan(0.98);
  expect(series).toHaveLength(4);
});
