import type { LiveChange, LivePicture } from '@homepot/catalogue';
import { liveChange, livePicture, liveRows } from '@homepot/catalogue';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import type { TestFollower } from '../../../test/follow-house.ts';
import { followByEvents, followBySocket } from '../../../test/follow-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
let bearer: Readonly<Record<string, string>>;
beforeAll(async () => {
  house = await startTestHouse();
  bearer = { authorization: `Bearer ${house.adminKey}` };
});
afterAll(() => house.remove());

const send = (table: string, records: readonly object[]) =>
  expectHouse(house, `POST /ingest/${table}`, 200, records);

const request = (status: number, ms: number) => ({
  endpoint: '/api/v1/sites',
  method: 'GET',
  status_code: status,
  response_time_ms: ms,
});

const pictureOf = (follower: TestFollower): LivePicture => {
  const [first] = follower.messages;
  if (first?.event !== 'picture') throw new Error('no picture');
  return first.data;
};

const changesOf = (follower: TestFollower): readonly LiveChange[] =>
  follower.messages.flatMap((message) => (message.event === 'change' ? [message.data] : []));

const stored = (follower: TestFollower, table: string): number =>
  changesOf(follower).reduce((sum, { metrics }) => sum + (metrics?.new?.tables[table] ?? 0), 0);

test('first comes the whole picture, then what changes, over either way', async () => {
  for (const follow of [followByEvents, followBySocket]) {
    const follower = await follow(house, bearer);
    await follower.find(({ event }) => event === 'picture');
    const before = pictureOf(follower).metrics?.tables.api_request_logs?.today ?? 0;
    await send('api_request_logs', [request(200, 10), request(200, 30), request(503, 80)]);
    await follower.find(
      ({ event, data }) =>
        event === 'change' && (data.metrics?.tables?.api_request_logs?.today ?? 0) >= before + 3,
    );
    const change = changesOf(follower).find(
      ({ metrics }) => metrics?.new?.requests?.classes['5xx'],
    );
    // The calls of this test are requests too.
    expect(change?.metrics?.new?.requests?.max_ms).toBeGreaterThanOrEqual(80);
    expect(change?.metrics?.requests?.classes['5xx']).toBeGreaterThanOrEqual(1);
    expect(change?.metrics?.tables?.api_request_logs?.per_minute).toBeGreaterThanOrEqual(3);
    expect(pictureOf(follower).reset).toBe(false);
    expectDeclared(follower);
    await follower.stop();
  }
});

test('who comes back is told the sum of what was missed, and a picture after too long', async () => {
  const follower = await followByEvents(house, bearer);
  await follower.find(({ event }) => event === 'picture');
  await follower.stop();
  const today = pictureOf(follower).metrics?.tables.error_logs?.today ?? 0;
  const errors = ['error', 'critical', 'error'].map((severity) => ({
    category: 'api',
    severity,
    error_message: 'no',
  }));
  await send('error_logs', errors);
  await house.drained();
  const lastEventId = follower.lastId() ?? '';
  const back = await followByEvents(house, { ...bearer, 'last-event-id': lastEventId });
  await back.find(({ data }) => 'metrics' in data && data.metrics?.errors?.critical !== undefined);
  await back.find(() => stored(back, 'error_logs') === 3);
  expect(back.messages.map(({ event }) => event)).not.toContain('picture');
  await back.stop();
  const late = await followByEvents(house, { ...bearer, 'last-event-id': '999999999' });
  await late.find(({ event }) => event === 'picture');
  expect(pictureOf(late)).toMatchObject({ reset: true });
  expect(pictureOf(late).metrics?.tables.error_logs?.today).toBe(today + 3);
  await late.stop();
});

test('topics leave out what is not asked for; tables bring the rows as their lists show them', async () => {
  const follower = await followByEvents(
    house,
    bearer,
    '?topics=jobs,errors&tables=performance-metrics',
  );
  const readings = [41, 42, 43].map((metric_value) => ({ metric_name: 'queue', metric_value }));
  await send('performance_metrics', readings);
  const message = await follower.find(({ event }) => event === 'rows');
  expect(message.data).toMatchObject({
    table: 'performance_metrics',
    skipped: 0,
    rows: readings,
  });
  expect(Object.keys(pictureOf(follower)).sort()).toEqual(['at', 'errors', 'jobs', 'reset']);
  expect(changesOf(follower).every((change) => change.metrics === undefined)).toBe(true);
  expectDeclared(follower);
  await follower.stop();
});

test('rows of one device are told, however many others send', async () => {
  const own = await followByEvents(
    house,
    bearer,
    '?topics=jobs&tables=job_outcomes,errors&device_id=pos,1',
  );
  const all = await followBySocket(house, bearer, '?topics=jobs&tables=job_outcomes');
  const outcome = (device_id: string, i: number) => ({
    job_id: `${device_id}-${i}`,
    device_id,
    job_type: 'restart',
    status: 'success',
  });
  const of = (device: string, count: number) =>
    Array.from({ length: count }, (_, i) => outcome(device, i));
  await send('job_outcomes', [...of('pos,1', 3), ...of('pos-2', 300)]);
  await all.find(({ event }) => event === 'rows');
  const told = await own.find(({ event }) => event === 'rows');
  expect(told.data).toMatchObject({ table: 'job_outcomes', skipped: 0, rows: of('pos,1', 3) });
  await send('job_outcomes', of('pos-2', 5));
  await send('job_outcomes', [outcome('pos,1', 9)]);
  await own.find(({ data }) => 'rows' in data && data.rows[0]?.job_id === 'pos,1-9');
  expect(own.messages.filter(({ event }) => event === 'rows')).toHaveLength(2);
  expectDeclared(own);
  await Promise.all([own.stop(), all.stop()]);
});

test.each([
  ['a table that knows no devices', '?tables=performance-metrics&device_id=pos-1'],
  ['no table', '?device_id=pos-1'],
])('a device is followed in tables that have devices: %s is refused', async (_, query) => {
  await expect(followByEvents(house, bearer, query)).rejects.toMatchObject({
    code: 'parameter_invalid',
    path: 'query.device_id',
  });
});

/** Messages are what the catalogue says. */
function expectDeclared({ messages }: TestFollower): void {
  const schemas = { picture: livePicture, change: liveChange, rows: liveRows };
  for (const { event, data } of messages) {
    if (event !== 'end') expect([...Value.Errors(schemas[event], data)], event).toEqual([]);
  }
}

test('what rooms publish is told once, the last of the same id', async () => {
  const follower = await followBySocket(house, bearer, '?topics=alerts');
  for (const value of [1, 2, 3]) house.live.publish('alerts', { id: 'a-1', value });
  house.live.publish('alerts', { id: 'a-2', value: 9 });
  const message = await follower.find(
    ({ event, data }) => event === 'change' && data.alerts?.told !== undefined,
  );
  expect(message.data).toMatchObject({
    alerts: {
      told: {
        items: [
          { id: 'a-1', value: 3 },
          { id: 'a-2', value: 9 },
        ],
        skipped: 0,
      },
    },
  });
  await follower.stop();
  expectDeclared(follower);
});

test('an unknown topic or table is refused by its name', async () => {
  await expect(followByEvents(house, bearer, '?topics=weather')).rejects.toMatchObject({
    code: 'parameter_invalid',
    path: 'query.topics',
  });
  await expect(followByEvents(house, bearer, '?tables=users')).rejects.toMatchObject({
    code: 'table_unknown',
    path: 'query.tables',
  });
  const socket = await followBySocket(house, bearer, '?tables=users');
  expect(await socket.closed).toEqual({ code: 1008, reason: 'table_unknown' });
});
