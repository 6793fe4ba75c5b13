import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDevice } from '../../../test/test-device.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
let readKey: string;
let exportId: string;

const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(`${house.url}/api/v1/exports${path}`, {
    method,
    headers: {
      'x-api-key': readKey,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const json = async (answer: Response | Promise<Response>) => (await answer).json();

const request = { tables: ['device_metrics'], from: '2026-01-01' };

beforeAll(async () => {
  house = await startTestHouse();
  const made = await house.auth.apiKeys.create(
    { name: 'reader', scope: 'read', username: 'admin' },
    { local: true },
  );
  readKey = made.key;
  await createTestDevice(house, 'pos-1');
  await house.database.query(
    `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id, cpu_percent)
     SELECT now() - make_interval(mins => i), now() - make_interval(mins => i), 'real', 'pos-1', i
     FROM generate_series(1, 50) AS i WHERE (now() - make_interval(mins => i))::date = now()::date`,
  );
});
afterAll(() => house.remove());

test('whoever may read makes an export, which the server writes by itself', async () => {
  const answer = await call('POST', '', request);
  expect(answer.status).toBe(201);
  ({ export_id: exportId } = await json(answer));
  const stateOf = async () => {
    const { status, error_message: why } = await json(call('GET', `/${exportId}`));
    return { status, why };
  };
  await expect.poll(stateOf, { timeout: 28_000 }).toEqual({ status: 'completed', why: null });
  const list = await json(call('GET', ''));
  expect(list.data[0]).toMatchObject({ export_id: exportId, status: 'completed' });
  const manifest = await json(call('GET', `/${exportId}/manifest`));
  expect(manifest).toMatchObject({ export_id: exportId, format: 'parquet' });
  expect(manifest.quality.trust_score).toEqual(expect.any(Number));
});

test('a file is given out whole, or the part of it that is asked for', async () => {
  const { data } = await json(call('GET', `/${exportId}/files`));
  const card = data.find(({ name }: { name: string }) => name === 'README.md');
  const whole = Buffer.from(
    await (await call('GET', `/${exportId}/files/${card.number}`)).arrayBuffer(),
  );
  expect(whole.length).toBe(card.bytes);
  expect(createHash('sha256').update(whole).digest('hex')).toBe(card.sha256);
  const part = async (range: string, more = {}) => {
    const answer = await call('GET', `/${exportId}/files/${card.number}`, undefined, {
      range,
      ...more,
    });
    return [answer.status, answer.headers.get('content-range'), await answer.text()];
  };
  const text = whole.toString('latin1');
  expect(await part('bytes=0-9')).toEqual([206, `bytes 0-9/${card.bytes}`, text.slice(0, 10)]);
  expect((await part('bytes=10-'))[0]).toBe(206);
  expect((await part('bytes=-5'))[2]).toBe(text.slice(-5));
  expect(await part(`bytes=${card.bytes}-`)).toEqual([416, `bytes */${card.bytes}`, '']);
  expect((await part('bytes=0-9', { 'if-range': '"another"' }))[0]).toBe(200);
  expect((await call('GET', `/${exportId}/files/9999`)).status).toBe(404);
});

test('a wrong request names its field', async () => {
  const pathOf = async (body: object) => {
    const { code, path } = await json(call('POST', '', body));
    return [code, path];
  };
  expect(await pathOf({ tables: ['users'], from: '2026-01-01' })).toEqual([
    'parameter_invalid',
    'body.tables[0]',
  ]);
  expect(await pathOf({ tables: ['device_metrics'] })).toEqual(['parameter_invalid', 'body.from']);
  expect(await pathOf({ ...request, to: '2025-01-01' })).toEqual(['range_invalid', 'body.from']);
  expect(await pathOf({ ...request, devices: ['nowhere'] })).toEqual([
    'parameter_invalid',
    'body.devices',
  ]);
  expect(await pathOf({ ...request, columns: { device_metrics: ['id'] } })).toEqual([
    'parameter_invalid',
    'body.columns.device_metrics',
  ]);
  const raw = { user_activities: { user_id: 'keep' } };
  expect(await pathOf({ ...request, tables: ['user_activities'], treatments: raw })).toEqual([
    'parameter_invalid',
    'body.treatments.user_activities.user_id',
  ]);
  const noDevices = { tables: ['user_activities'], from: '2026-01-01', sites: ['site-test'] };
  expect(await pathOf(noDevices)).toEqual(['parameter_invalid', 'body.tables[0]']);
});

test('a preview shows rows before and after, and makes nothing', async () => {
  const { tables } = await json(call('POST', '/preview', request));
  expect(tables[0].after.length).toBeGreaterThan(0);
  expect(tables[0].after.length).toBeLessThanOrEqual(20);
  expect(tables[0].after[0]).toMatchObject({ device_id: 'pos-1', site_id: 'site-test' });
  expect((await json(call('GET', ''))).data).toHaveLength(1);
});

test('what was removed is not given out any more, and stays in the list', async () => {
  expect((await call('DELETE', `/${exportId}`)).status).toBe(204);
  expect((await call('GET', `/${exportId}/manifest`)).status).toBe(409);
  expect(await json(call('GET', `/${exportId}`))).toMatchObject({ status: 'removed' });
  const events = await house.database.query<{ event_type: string }>(
    `SELECT event_type FROM audit_logs WHERE event_type LIKE 'export%' ORDER BY id`,
  );
  expect(events.map(({ event_type }) => event_type)).toEqual(['export_created', 'export_removed']);
});
