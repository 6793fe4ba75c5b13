import { expect, test } from 'vitest';
import { createDevice, useTwoServers } from '../../../test/two-servers.ts';
import { createLog, limits } from '../../kernel/index.ts';
import type { DeviceDoor } from './connections.ts';
import { createConnections } from './connections.ts';
import { createCredentialKeeper } from './credential-keeper.ts';
import { createEndedCredentials } from './ended-credentials.ts';

const servers = useTwoServers();
const log = createLog('silent');

/** A broker that remembers what it was asked, and can be away. */
function createRecordingDoor() {
  const asked: string[] = [];
  const door = {
    isAway: false,
    asked,
    publicUrl: () => 'mqtt://127.0.0.1:1883',
    admit: async ({ keyId }: { readonly keyId: string }) => {
      asked.push(`admit ${keyId}`);
    },
    expel: async (keyId: string) => {
      if (door.isAway) throw new Error('away');
      asked.push(`expel ${keyId}`);
    },
    close: async (which: { deviceId: string } | { keyId: string }) => {
      asked.push(`close ${Object.values(which)[0]}`);
    },
  };
  return door satisfies DeviceDoor;
}

/** One server's part in it. */
function open(auth = servers.here, mqtt = createRecordingDoor()) {
  const connections = createConnections({ mqtt, log });
  const { authenticator, deviceCredentials } = auth;
  const { database, clock } = servers;
  const deps = { database, clock, authenticator, deviceCredentials, connections };
  return { mqtt, keeper: createCredentialKeeper(deps), ended: createEndedCredentials(deps) };
}

const device = 'pos-terminal-001';
const local = { local: true };

test('a revocation closes connections here at once, and elsewhere with the next pass', async () => {
  const { keyId } = await createDevice(servers);
  const [here, there] = [open(), open(servers.there)];
  await here.keeper.revoke(device, keyId, local);
  expect(here.mqtt.asked).toEqual([`expel ${keyId}`, `close ${keyId}`]);
  expect(there.mqtt.asked).toEqual([]);
  expect(await there.ended.closeConnections()).toBe(1);
  expect(there.mqtt.asked).toEqual([`expel ${keyId}`, `close ${keyId}`]);
  expect(await servers.events()).toEqual(['device_credential_revoked']);
});

test('the end of an overlap closes connections, once it has come', async () => {
  const { keyId } = await createDevice(servers);
  const { keeper, ended, mqtt } = open();
  const made = await keeper.rotate(device, { overlapSeconds: 30 }, local);
  expect(mqtt.asked).toEqual([`admit ${made.key_id}`]);
  expect(made.mqtt_url).toBe('mqtt://127.0.0.1:1883');
  await ended.closeConnections();
  expect(mqtt.asked).toHaveLength(1);
  servers.clock.advanceMs(30_000);
  await ended.closeConnections();
  expect(mqtt.asked.slice(1)).toEqual([`expel ${keyId}`, `close ${keyId}`]);
});

test('each is closed again until no server can have let it in, and then left alone', async () => {
  const { keyId } = await createDevice(servers);
  const { keeper, ended } = open();
  await keeper.revoke(device, keyId, local);
  expect(await ended.closeConnections()).toBe(1);
  servers.clock.advanceMs(2 * limits.credentialAgeMillisecondsMax);
  expect(await ended.closeConnections()).toBe(1);
  expect(await ended.closeConnections()).toBe(0);
  servers.clock.advanceMs(30 * 60_000);
  expect(await ended.closeConnections()).toBe(0);
});

test('a broker that was away is told when it is back', async () => {
  const { keyId } = await createDevice(servers);
  const { keeper, ended, mqtt } = open();
  mqtt.isAway = true;
  await keeper.revoke(device, keyId, local);
  await ended.closeConnections();
  servers.clock.advanceMs(3 * 3_600_000);
  await ended.closeConnections();
  expect(mqtt.asked).not.toContain(`expel ${keyId}`);
  mqtt.isAway = false;
  await ended.closeConnections();
  expect(mqtt.asked).toContain(`expel ${keyId}`);
});

test('a credential that could not be entered is taken back from the broker', async () => {
  await createDevice(servers);
  const { mqtt, keeper } = open();
  await expect(
    servers.database.transaction(async (transaction) => {
      const [row] = await transaction.query<{ id: number }>('SELECT id FROM devices');
      const stored = { id: row?.id ?? 0, device_id: device, site_id: 's' };
      await keeper.issueWith(transaction, stored as never, () => Promise.reject(new Error('no')));
    }),
  ).rejects.toThrow('no');
  expect(mqtt.asked.map((each) => each.split(' ')[0])).toEqual(['admit', 'expel', 'close']);
});

test('a device replaces the credential that it calls with, and no other', async () => {
  const { keyId } = await createDevice(servers);
  const { keeper } = open();
  const other = await keeper.create(device, local);
  const made = await keeper.rotate(device, { overlapSeconds: 0, keyId }, local);
  const { data } = await keeper.list(device);
  expect(data.map(({ key_id, revoked_at }) => [key_id, revoked_at !== null])).toEqual([
    [keyId, true],
    [other.key_id, false],
    [made.key_id, false],
  ]);
  await expect(keeper.rotate(device, { overlapSeconds: 0, keyId }, local)).rejects.toMatchObject({
    code: 'credential_invalid',
  });
});
