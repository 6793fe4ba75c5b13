import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import { testServers } from '../../../test/environment.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

/** A second, and what a busy machine adds; how long it takes is measured by the soak. */
const closedMilliseconds = 4_000;

const settings = { MQTT_PORT: '0' };

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse({ settings });
  await expectHouse(house, 'POST /sites', 201, { site_id: 'shop', name: 'Shop' });
});
afterAll(() => house.remove());

/** Connects as a device; resolves with how long it took until the server closed the connection. */
async function connectDevice(made: Record<string, unknown>) {
  const client = await connectAsync(String(made.mqtt_url), {
    clientId: String(made.device_id),
    username: String(made.key_id),
    password: String(made.credential),
    reconnectPeriod: 0,
  });
  const closed = new Promise<number>((resolve) => {
    client.once('close', () => resolve(performance.now()));
  });
  return { client, closed };
}

async function enter(device_id: string): Promise<Record<string, unknown>> {
  await expectHouse(house, 'POST /devices', 201, { device_id, site_id: 'shop' });
  return expectHouse(house, `POST /devices/${device_id}/credentials`, 201);
}

async function expectClosedBy(closed: Promise<number>, end: () => Promise<unknown>): Promise<void> {
  const startedMs = performance.now();
  await end();
  expect((await closed) - startedMs).toBeLessThan(closedMilliseconds);
}

test('revoking a credential closes its connection', async () => {
  const made = await enter('revoked');
  const { closed } = await connectDevice(made);
  await expectClosedBy(closed, () =>
    expectHouse(house, `DELETE /devices/revoked/credentials/${made.key_id}`, 204),
  );
  await expect(connectDevice(made)).rejects.toThrow();
});

test('removing a device closes its connections', async () => {
  const { closed } = await connectDevice(await enter('removed'));
  await expectClosedBy(closed, () => expectHouse(house, 'DELETE /devices/removed', 204));
});

test('the end of an overlap closes the connection of the old credential alone', async () => {
  const old = await enter('rotated');
  const first = await connectDevice(old);
  const body = { overlap_seconds: 1 };
  const made = await expectHouse(house, 'POST /devices/rotated/credential/rotate', 201, body);
  expect(made.key_id).not.toBe(old.key_id);
  const startedMs = performance.now();
  const waitedMs = (await first.closed) - startedMs;
  expect(waitedMs).toBeGreaterThan(500);
  expect(waitedMs).toBeLessThan(1_000 + closedMilliseconds);
  const second = await connectDevice(made);
  expect(second.client.connected).toBe(true);
  await second.client.endAsync();
});

test('a connection with a credential that has ended is in the audit trail once', async () => {
  const made = await enter('come-back');
  await expectHouse(house, `DELETE /devices/come-back/credentials/${made.key_id}`, 204);
  const forged = { ...made, credential: `${String(made.credential).slice(0, -3)}AAA` };
  for (const each of [forged, made, made]) await expect(connectDevice(each)).rejects.toThrow();
  const readRefusals = () =>
    house.database.query(
      `SELECT event_metadata FROM audit_logs
       WHERE event_type = 'device_refused' AND device_id = 'come-back'`,
    );
  // Once for each server that refused it.
  const told = { event_metadata: { cause: 'credential' } };
  const allowed = Array.from({ length: testServers }, (_, more) => Array(more + 1).fill(told));
  await expect.poll(readRefusals).toBeOneOf(allowed);
});

test('what another server revoked is closed here within a second', async () => {
  const made = await enter('elsewhere');
  const { closed } = await connectDevice(made);
  // As another server does it: the database alone knows.
  await expectClosedBy(closed, () =>
    house.database.query('UPDATE device_credentials SET revoked_at = now() WHERE key_id = $1', [
      made.key_id,
    ]),
  );
});
