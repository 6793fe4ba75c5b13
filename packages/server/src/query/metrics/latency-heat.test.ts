import { latencyBandsMs } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLatencyHeat } from './latency-heat.ts';
import type { MetricHouse } from './test/metric-house.ts';
import { createRecords, startMetricHouse } from './test/metric-house.ts';

let place: MetricHouse;

beforeAll(async () => {
  place = await startMetricHouse();
  await place.send(
    'api_request_logs',
    createRecords(1_500, {
      endpoint: fc.constantFrom('/a', '/b'),
      method: fc.constantFrom('GET', 'POST'),
      status_code: fc.constantFrom(200, 500),
      // Far enough from every bound that a value has one band only.
      response_time_ms: fc.constantFrom(
        1,
        7,
        15,
        35,
        70,
        150,
        350,
        700,
        1_500,
        3_500,
        7_000,
        20_000,
      ),
    }),
  );
});

afterAll(() => place.house.remove());

const bandsInSql = `width_bucket(response_time_ms, ARRAY[${latencyBandsMs.join(', ')}]::double precision[])`;

test.each([
  ['all', {}, 'true'],
  ['one endpoint', { endpoint: '/b', hours: 72 }, `endpoint = '/b'`],
])('the bands of %s hold what a recount says', async (_, parameters, condition) => {
  const answer = await readLatencyHeat(place.deps, parameters);
  const counted = await place.recount(
    `SELECT ${bandsInSql} AS band, count(*)::int AS count FROM api_request_logs
     WHERE timestamp >= $1 AND timestamp < $2 AND ${condition} GROUP BY 1`,
    [answer.from, answer.to],
  );
  const expected = new Array<number>(latencyBandsMs.length + 1).fill(0);
  for (const { band, count } of counted) expected[Number(band)] = Number(count);
  const told = expected.map((_each, band) =>
    answer.columns.reduce((sum, { counts }) => sum + (counts[band] ?? 0), 0),
  );
  expect(told).toEqual(expected);
  expect(answer.columns.length).toBeLessThanOrEqual(96);
});

test('a filter of the other source is refused with its name', async () => {
  await expect(readLatencyHeat(place.deps, { bcp_name: 'x' })).rejects.toMatchObject({
    path: 'query.bcp_name',
  });
});
