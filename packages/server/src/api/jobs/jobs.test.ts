import type { DeviceCommand } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDevice } from '../../../test/test-device.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
const credentials = new Map<string, string>();
beforeAll(async () => {
  house = await startTestHouse({ settings: { MQTT_ENABLED: 'false' } });
  for (const name of ['pos-1', 'pos-2', 'pos-3', 'pos-4']) {
    credentials.set(name, await createTestDevice(house, name));
  }
});
afterAll(() => house.remove());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(
  path: string,
  { body, device, url = house.url }: { body?: object; device?: string; url?: string } = {},
): Promise<Answer> {
  const credential = device === undefined ? house.adminKey : credentials.get(device);
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${credential}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
}

async function poll(device: string, waitSeconds = 0, url = house.url): Promise<DeviceCommand[]> {
  const path = `/devices/${device}/commands?wait_seconds=${waitSeconds}`;
  const { body } = await call(path, { device, url });
  return body.commands as DeviceCommand[];
}

const acknowledge = (device: string, command: string, step: string, url = house.url) =>
  call(`/devices/${device}/commands/${command}/ack`, {
    device,
    url,
    body: { command_id: command, step, at: '2026-01-01T00:00:00Z' },
  });

test('a device that waits is given its command as soon as the job is made, and carries it out', async () => {
  const waiting = poll('pos-1', 20);
  const waitingAt = (one?: TestHouse) => one?.fleet.polls.waiting() ?? 0;
  await expect.poll(() => waitingAt(house) + waitingAt(house.twin)).toBe(1);
  const startedMs = performance.now();
  const made = await call('/devices/pos-1/commands', { body: { action: 'Restart terminal' } });
  expect(made).toMatchObject({ status: 201, body: { status: 'pending', targets: { total: 1 } } });
  const [command] = await waiting;
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  expect(command).toMatchObject({ job_id: made.body.job_id, kind: 'restart', attempt: 1 });
  const id = command?.command_id ?? '';
  expect((await acknowledge('pos-1', id, 'received')).status).toBe(204);
  expect((await acknowledge('pos-1', id, 'applied')).status).toBe(204);
  expect((await acknowledge('pos-1', id, 'applied')).status).toBe(204);
  await expect
    .poll(async () => (await call(`/jobs/${made.body.job_id}`)).body.status)
    .toBe('completed');
  await expect
    .poll(async () => {
      const { body } = await call(`/analytics/jobs?job_id=${made.body.job_id}`);
      return (body.data as { status: string }[]).length;
    })
    .toBe(2);
});

test('a wait that brings nothing ends with nothing', async () => {
  expect(await poll('pos-1', 1)).toEqual([]);
  expect(house.fleet.polls.waiting()).toBe(0);
});

test('a device speaks for itself only', async () => {
  const { body: job } = await call('/devices/pos-2/commands', { body: { action: 'Run' } });
  const [command] = await poll('pos-2', 10);
  expect(command).toMatchObject({ job_id: job.job_id });
  const id = command?.command_id ?? '';
  const other = await call('/devices/pos-2/commands', { device: 'pos-1' });
  expect(other).toMatchObject({ status: 403, body: { code: 'device_mismatch' } });
  expect(await acknowledge('pos-1', id, 'applied')).toMatchObject({
    status: 404,
    body: { code: 'command_unknown' },
  });
  expect((await acknowledge('pos-2', id, 'received')).status).toBe(204);
  const otherName = { command_id: 'x', step: 'received', at: '2026-01-01T00:00:00Z' };
  const mixed = await call(`/devices/pos-2/commands/${id}/ack`, {
    device: 'pos-2',
    body: otherName,
  });
  expect(mixed).toMatchObject({ status: 400, body: { path: 'body.command_id' } });
});

test('a new configuration for one device is a job for it alone', async () => {
  const { status, body } = await call('/devices/pos-3/config', {
    body: { config_version: '2.4.1', config: { volume: 3 }, reason: 'Too loud' },
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    config_version: '2.4.1',
    payload: { config: { volume: 3 }, reason: 'Too loud' },
    targets: { total: 1 },
  });
  const targets = await call(`/jobs/${body.job_id}/targets`);
  expect(targets.body.data).toMatchObject([{ device_id: 'pos-3' }]);
  const cancelled = await call(`/jobs/${body.job_id}/cancel`, { body: {} });
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  const again = await call(`/jobs/${body.job_id}/cancel`, { body: {} });
  expect(again).toMatchObject({ status: 409, body: { code: 'job_not_in_state' } });
  expect((await call('/devices/nobody/commands', { body: { action: 'Run' } })).body).toMatchObject({
    code: 'not_found',
    path: 'device_ids[0]',
  });
});

test('what is too large for a command is refused with its field, by each of the three ways', async () => {
  const large = { a: 'x'.repeat(33_000) };
  const refused = { status: 400, body: { code: 'parameter_invalid', path: 'payload' } };
  const orders = { action: 'Run', payload: large };
  expect(await call('/jobs', { body: { ...orders, device_ids: ['pos-1'] } })).toMatchObject(
    refused,
  );
  expect(await call('/devices/pos-1/commands', { body: orders })).toMatchObject(refused);
  const config = { config_version: '9', config: large };
  expect(await call('/devices/pos-1/config', { body: config })).toMatchObject(refused);
});

test('another server takes over: what one made, told or is asked, the other goes on with', async () => {
  const other = await startTestHouse({
    settings: { MQTT_ENABLED: 'false' },
    besides: house,
  });
  try {
    const waiting = poll('pos-4', 20, other.url);
    await expect.poll(() => other.fleet.polls.waiting()).toBe(1);
    const { body: job } = await call('/devices/pos-4/commands', { body: { action: 'Run' } });
    const [command] = await waiting;
    const id = command?.command_id ?? '';
    expect(id).toBe(`${job.job_id}.1.pos-4`);
    await acknowledge('pos-4', id, 'received');
    await acknowledge('pos-4', id, 'applied', other.url);
    await expect
      .poll(async () => (await call(`/jobs/${job.job_id}`, { url: other.url })).body.status)
      .toBe('completed');
  } finally {
    await other.remove();
  }
});
