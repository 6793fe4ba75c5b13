import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHistogram, encodeHistogram } from '../../drain/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readErrorsByTool } from './errors-by-tool.ts';
import type { MetricHouse } from './test/metric-house.ts';
import {
  createRecords,
  durations,
  expectStatistics,
  startMetricHouse,
  statisticsText,
} from './test/metric-house.ts';
import { readToolUsage } from './tool-usage.ts';
import { readUserActivity } from './user-activity.ts';

let place: MetricHouse;

/** A call ends after some milliseconds, or never. */
const toCall = (record: object): object => {
  const { timestamp, ms, ...call } = record as { timestamp: string; ms: number | null };
  const end = ms === null ? {} : { end_time: new Date(Date.parse(timestamp) + ms).toISOString() };
  return { timestamp, ...call, start_time: timestamp, ...end };
};

const tools = {
  bcp_name: fc.constantFrom('pos', 'stock'),
  tool_name: fc.constantFrom('find', 'change'),
};

beforeAll(async () => {
  place = await startMetricHouse();
  const calls = createRecords(1_500, {
    ...tools,
    operation: fc.constantFrom('one', 'all'),
    user_id: fc.constantFrom('mary', 'joe', null),
    session_id: fc.constantFrom('s-1', 's-2', 's-3', null),
    outcome: fc.constantFrom('ok', 'ok', 'tool_error', 'protocol_error', 'timeout', 'cancelled'),
    ms: durations,
  });
  await place.send(
    'tool_usage_logs',
    calls.map((record) => {
      const call = toCall(record) as { outcome: string };
      return { ...call, success: call.outcome === 'ok' };
    }),
  );
  await place.send(
    'error_logs',
    createRecords(500, {
      category: fc.constant('tool'),
      severity: fc.constantFrom('warning', 'error', 'critical'),
      error_message: fc.constant('no'),
      tool_context: fc.oneof(
        fc.record(tools),
        fc.record({ pack: fc.constant('stock'), tool: fc.constant('only errors') }),
        fc.constant(null),
      ),
    }),
  );
  await place.send(
    'user_activities',
    createRecords(1_500, {
      user_id: fc.constantFrom('mary', 'joe', 'ann'),
      session_id: fc.constantFrom('s-1', 's-2', null),
      activity_type: fc.constantFrom('page_view', 'click', 'search'),
      page_url: fc.constantFrom('/sites', '/devices', null),
      search_query: fc.constantFrom('till', 'printer', 'coffee'),
      results_count: fc.constantFrom(0, 3, null),
      duration_ms: durations,
    }),
  );
});

afterAll(() => place.house.remove());

const inRange = '"timestamp" >= $1 AND "timestamp" < $2';
const ranges: [string, Parameters, string][] = [
  ['the last 24 hours', {}, ''],
  ['the last 59 hours', { hours: 59 }, ''],
  ['the last hour', { hours: 1 }, ''],
  ['three days by day', { hours: 72, interval: 'day' }, ''],
  ['simulated rows only', { provenance: 'simulated' }, ` AND provenance = 'simulated'`],
];

const outcomes = ['ok', 'tool_error', 'protocol_error', 'timeout', 'cancelled'];
const numbers = `${statisticsText('duration_ms')}, ${outcomes
  .map((name) => `count(*) FILTER (WHERE outcome = '${name}') AS ${name}`)
  .join(', ')}`;

describe('tool-usage equals a recount by SQL', () => {
  test.each([
    ...ranges,
    ['one pack', { bcp_name: 'pos' }, ` AND bcp_name = 'pos'`],
    [
      'one operation',
      { tool_name: 'find', operation: 'all' },
      ` AND tool_name = 'find' AND operation = 'all'`,
    ],
  ] as typeof ranges)('%s', async (_, parameters, more) => {
    const answer = await readToolUsage(place.deps, parameters);
    const range = [answer.from, answer.to];
    const from = `FROM tool_usage_logs WHERE ${inRange}${more}`;
    const [total = {}] = await place.recount(`SELECT ${numbers} ${from}`, range);
    expectStatistics(answer.total, total, 'duration_ms');
    for (const name of outcomes) {
      expect(answer.total.outcomes).toHaveProperty(name, total[name]);
    }
    const rows = await place.recount(
      `SELECT bcp_name, tool_name, operation, ${numbers} ${from}
       GROUP BY GROUPING SETS ((1), (1, 2), (1, 2, 3))`,
      range,
    );
    const exact = new Map(
      rows.map((row) => [[row.bcp_name, row.tool_name, row.operation].join('/'), row]),
    );
    const told = answer.packs.flatMap((pack) => [
      { key: `${pack.bcp_name}//`, ...pack },
      ...pack.tools.flatMap((tool) => [
        { key: `${pack.bcp_name}/${tool.tool_name}/`, ...tool },
        ...tool.operations.map((each) => ({
          key: `${pack.bcp_name}/${tool.tool_name}/${each.operation}`,
          ...each,
        })),
      ]),
    ]);
    expect(told.map(({ key }) => key).sort()).toEqual([...exact.keys()].sort());
    for (const each of told) {
      expectStatistics(each, exact.get(each.key), 'duration_ms');
      expect(each.outcomes.timeout).toBe(exact.get(each.key)?.timeout);
    }
    const buckets = await place.recount(
      `SELECT date_trunc('${answer.interval}', "timestamp") AS bucket, ${numbers} ${from}
       GROUP BY 1 ORDER BY 1`,
      range,
    );
    expect(answer.series.map(({ bucket }) => bucket)).toEqual(buckets.map(({ bucket }) => bucket));
    for (const [i, each] of answer.series.entries()) {
      expectStatistics(each, buckets[i], 'duration_ms');
    }
    if (answer.callers === null) expect(parameters).toHaveProperty('operation');
    else {
      const [callers] = await place.recount(
        `SELECT count(DISTINCT user_id) AS users, count(DISTINCT session_id) AS sessions ${from}`,
        [answer.callers.from, answer.callers.to],
      );
      expect(answer.callers).toMatchObject(callers ?? {});
    }
  });
});

describe('tool-usage', () => {
  test('calls a minute are over the time that has passed', async () => {
    const { total } = await readToolUsage(place.deps, { hours: 10 });
    // Widened to the minute at the start: ten hours and 56 seconds have passed.
    expect(total.calls_per_minute).toBeCloseTo(total.count / (600 + 56 / 60), 6);
  });

  test.each([['UTC'], ['Europe/Berlin'], ['America/New_York']])(
    'hours of the day in %s',
    async (timezone) => {
      const answer = await readToolUsage(place.deps, { hours: 59, timezone });
      const hours = await place.recount(
        `SELECT extract(hour FROM "timestamp" AT TIME ZONE $3)::integer AS hour, count(*) AS count
         FROM tool_usage_logs WHERE ${inRange} GROUP BY 1 ORDER BY 1`,
        [answer.from, answer.to, timezone],
      );
      expect(answer.hours_of_day.timezone).toBe(timezone);
      expect(
        answer.hours_of_day.calls.flatMap((count, hour) => (count === 0 ? [] : [{ hour, count }])),
      ).toEqual(hours);
      const most = Math.max(...hours.map(({ count }) => Number(count)));
      expect(answer.hours_of_day.calls[answer.hours_of_day.peak_hour ?? 0]).toBe(most);
    },
  );

  test.each(['Mars/Olympus', '+02:00', "UTC'; drop table users"])(
    'a zone that is none is refused: %s',
    async (timezone) => {
      await expect(readToolUsage(place.deps, { timezone })).rejects.toMatchObject({
        code: 'parameter_invalid',
        path: 'query.timezone',
      });
    },
  );

  test('the range before stands beside it', async () => {
    const { previous } = await readToolUsage(place.deps, { hours: 9, compare: 'previous' });
    const [exact = {}] = await place.recount(
      `SELECT ${numbers} FROM tool_usage_logs WHERE ${inRange}`,
      [previous?.from, previous?.to],
    );
    expectStatistics(previous?.total ?? {}, exact, 'duration_ms');
    expect(previous?.total.calls_per_minute).toBeCloseTo(Number(exact.count) / 541, 6);
  });
});

test('of more operations than memory is meant for, packs and tools still count all', async () => {
  const many = limits.metricGroupsGatheredMax + 500;
  await place.house.database.query(
    `INSERT INTO tool_usage_day
     SELECT '2025-12-01T00:00:00Z', 'pack-' || i % 2, 'tool-' || i % 4, 'operation-' || i, 'ok',
       'real', $2, 1, 0, 0, NULL, NULL, $3
     FROM generate_series(1, $1::int) AS i`,
    [many, randomUUID(), encodeHistogram(createHistogram())],
  );
  const answer = await readToolUsage(place.deps, {
    start_date: '2025-12-01',
    end_date: '2025-12-01',
    interval: 'day',
    bcp_name: 'pack-0,pack-1',
  });
  expect(answer.total.count).toBe(many);
  expect(answer.tool_count).toBe(many);
  expect(answer.packs.map(({ count }) => count)).toEqual([many / 2, many / 2]);
  const tools = answer.packs.flatMap((pack) => pack.tools);
  expect(tools.map(({ count }) => count).sort()).toEqual(
    [0, 1, 2, 3].map((rest) => Math.floor((many + 4 - (rest || 4)) / 4)).sort(),
  );
  expect(tools.flatMap(({ operations }) => operations)).toHaveLength(limits.metricGroupsMax);
});

test.each(ranges)(
  'errors-by-tool equals a recount by SQL: %s',
  async (_, { interval, ...asked }, more) => {
    const answer = await readErrorsByTool(place.deps, asked);
    expect([answer.from, answer.to].every((edge) => edge.includes(':00:00.000000Z'))).toBe(true);
    const exact = await place.recount(
      `WITH errors AS (
       SELECT coalesce(tool_context->>'bcp_name', tool_context->>'pack') AS bcp_name,
         coalesce(tool_context->>'tool_name', tool_context->>'tool') AS tool_name, severity
       FROM error_logs WHERE ${inRange}${more} AND tool_context IS NOT NULL),
     calls AS (SELECT bcp_name, tool_name, outcome FROM tool_usage_logs WHERE ${inRange}${more}),
     tools AS (SELECT bcp_name, tool_name FROM errors UNION SELECT bcp_name, tool_name FROM calls)
     SELECT bcp_name, tool_name,
       (SELECT count(*) FROM errors e WHERE (e.bcp_name, e.tool_name) = (t.bcp_name, t.tool_name)) AS errors,
       (SELECT count(*) FROM calls c WHERE (c.bcp_name, c.tool_name) = (t.bcp_name, t.tool_name)) AS calls,
       (SELECT count(*) FROM calls c WHERE (c.bcp_name, c.tool_name) = (t.bcp_name, t.tool_name)
         AND outcome <> 'ok') AS failed_calls
     FROM tools t ORDER BY 3 DESC`,
      [answer.from, answer.to],
    );
    const told = answer.tools.map(({ bcp_name, tool_name, errors, calls, failed_calls }) => ({
      bcp_name,
      tool_name,
      errors,
      calls,
      failed_calls,
    }));
    expect(told).toHaveLength(exact.length);
    expect(told).toEqual(expect.arrayContaining([...exact]));
    expect(answer.tool_count).toBe(exact.length);
    for (const name of ['errors', 'calls', 'failed_calls'] as const) {
      expect(answer.total[name]).toBe(exact.reduce((sum, row) => sum + Number(row[name]), 0));
    }
    const badness = answer.tools.map((tool) => tool.errors + tool.failed_calls);
    expect(badness).toEqual(badness.toSorted((a, b) => b - a));
    const { total } = answer;
    expect(Object.values(total.severities).reduce((sum, count) => sum + count, 0)).toBe(
      total.errors,
    );
    expect(Object.values(total.outcomes).reduce((sum, count) => sum + count, 0)).toBe(
      total.failed_calls,
    );
  },
);

test.each(ranges)('user-activity equals a recount by SQL: %s', async (_, parameters, more) => {
  const answer = await readUserActivity(place.deps, { ...parameters, compare: 'previous' });
  const range = [answer.from, answer.to];
  const from = `FROM user_activities WHERE ${inRange}${more}`;
  const numbers = statisticsText('duration_ms');
  const [total] = await place.recount(`SELECT ${numbers} ${from}`, range);
  expectStatistics(answer.total, total, 'duration_ms');
  const types = await place.recount(
    `SELECT activity_type, ${numbers} ${from} GROUP BY 1 ORDER BY count(*) DESC, 1`,
    range,
  );
  expect(answer.types.map((each) => each.activity_type)).toEqual(
    types.map((each) => each.activity_type),
  );
  for (const [i, each] of answer.types.entries()) {
    expectStatistics(each, types[i], 'duration_ms');
    expect(answer.total.types[each.activity_type]).toBe(each.count);
  }
  const [before] = await place.recount(`SELECT ${numbers} ${from}`, [
    answer.previous?.from,
    answer.previous?.to,
  ]);
  expectStatistics(answer.previous?.total ?? {}, before, 'duration_ms');
  const [people] = await place.recount(
    `SELECT count(DISTINCT user_id) AS users, count(DISTINCT session_id) AS sessions ${from}`,
    [answer.people.from, answer.people.to],
  );
  expect(answer.people).toMatchObject(people ?? {});
  const pages = await place.recount(
    `SELECT page_url, count(*) AS count ${from} AND page_url IS NOT NULL GROUP BY 1
     ORDER BY 2 DESC, 1`,
    [answer.pages.from, answer.pages.to],
  );
  expect(answer.pages.top).toEqual(pages);
  expect(answer.pages.page_count).toBe(pages.length);
  const searches = await place.recount(
    `SELECT search_query, count(*) AS count,
       count(*) FILTER (WHERE coalesce(results_count, 0) = 0) AS without
     ${from} AND activity_type = 'search' GROUP BY 1 ORDER BY 2 DESC, 1`,
    [answer.searches.from, answer.searches.to],
  );
  expect(answer.searches.top).toEqual(
    searches.map(({ search_query, count }) => ({ search_query, count })),
  );
  expect(answer.searches.count).toBe(searches.reduce((sum, { count }) => sum + Number(count), 0));
  expect(answer.searches.without_results).toBe(
    searches.reduce((sum, { without }) => sum + Number(without), 0),
  );
  const unanswered = Object.fromEntries(
    searches.map(({ search_query, without }) => [search_query, without]),
  );
  for (const { search_query, count } of answer.searches.top_without_results) {
    expect(count).toBe(unanswered[search_query]);
  }
});

test('one type of activity alone', async () => {
  const answer = await readUserActivity(place.deps, { activity_type: 'click' });
  expect(answer.types.map(({ activity_type }) => activity_type)).toEqual(['click']);
  expect(answer.searches.count).toBeGreaterThan(0);
});
