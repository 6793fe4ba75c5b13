import { describe, expect, test } from 'vitest';
import { bearer, createDevice, useTwoServers } from '../../../test/two-servers.ts';
import { limits } from '../../kernel/index.ts';

const servers = useTwoServers();

const deviceRowId = 1;
const chosen = { deviceRowId };

const inTransaction: typeof servers.database.transaction = (run) =>
  servers.database.transaction(run);
const issue = () =>
  inTransaction((transaction) => servers.here.deviceCredentials.issue(transaction, deviceRowId));
const isGood = async (text: string, server = servers.here) => {
  try {
    await server.authenticator.authenticate(bearer(text));
    return true;
  } catch {
    return false;
  }
};

describe('a credential of a device', () => {
  test('says which device it is, where it stands, and what its rows are', async () => {
    await createDevice(servers);
    await servers.database.query(`UPDATE devices SET provenance = 'simulated'`);
    const { keyId, text } = await issue();
    expect(text).toMatch(/^hpd_[a-z2-7]{16}_[A-Za-z0-9_-]{43}$/);
    expect(await servers.there.authenticator.authenticate(bearer(text))).toEqual({
      kind: 'device',
      deviceId: 'pos-terminal-001',
      siteId: 's',
      keyId,
      provenance: 'simulated',
    });
    expect(await isGood(text.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBe(false);
    const stored = await servers.database.query('SELECT secret_hash::text FROM device_credentials');
    expect(JSON.stringify(stored)).not.toContain(text.slice(-43));
  });

  test('that is replaced stays good for the overlap, and not a moment longer', async () => {
    const { text } = await createDevice(servers);
    expect(await isGood(text)).toBe(true);
    const replaced = await inTransaction((transaction) =>
      servers.here.deviceCredentials.replace(transaction, chosen, 60),
    );
    servers.here.authenticator.forget({ keyIds: new Set(replaced) });
    servers.clock.advanceMs(59_999);
    expect(await isGood(text)).toBe(true);
    servers.clock.advanceMs(1);
    expect(await isGood(text)).toBe(false);
    expect(await isGood(text, servers.there)).toBe(false);
  });

  test('that is replaced twice ends at the earlier time', async () => {
    const { text } = await createDevice(servers);
    for (const seconds of [10, 60]) {
      await inTransaction((transaction) =>
        servers.here.deviceCredentials.replace(transaction, chosen, seconds),
      );
    }
    servers.clock.advanceMs(10_000);
    expect(await isGood(text)).toBe(false);
  });

  test('that is revoked ends here at once, and within a second elsewhere', async () => {
    const { text, keyId } = await createDevice(servers);
    const other = await issue();
    for (const server of [servers.here, servers.there])
      expect(await isGood(text, server)).toBe(true);
    const revoke = () =>
      inTransaction((transaction) =>
        servers.here.deviceCredentials.revoke(transaction, { deviceRowId, keyId }),
      );
    expect(await revoke()).toEqual([keyId]);
    expect(await revoke()).toEqual([]);
    servers.here.authenticator.forget({ keyIds: new Set([keyId]) });
    expect(await isGood(text)).toBe(false);
    servers.clock.advanceMs(limits.credentialAgeMillisecondsMax);
    expect(await isGood(text, servers.there)).toBe(false);
    expect(await isGood(other.text, servers.there)).toBe(true);
  });

  test('is one of a few: what could be issued without end is refused', async () => {
    await createDevice(servers);
    for (let good = 1; good < limits.deviceCredentialsMax; good += 1) await issue();
    await expect(issue()).rejects.toMatchObject({ code: 'still_in_use' });
    await inTransaction((transaction) =>
      servers.here.deviceCredentials.revoke(transaction, chosen),
    );
    await issue();
  });
});

test('credentials that ended are found: revoked or run out, lately, and not yet known', async () => {
  await createDevice(servers);
  const { deviceCredentials } = servers.here;
  const [revoked, expired, good] = [await issue(), await issue(), await issue()];
  const startMs = servers.clock.nowMs();
  servers.clock.advanceMs(1_000);
  await inTransaction(async (transaction) => {
    await deviceCredentials.revoke(transaction, { deviceRowId, keyId: revoked.keyId });
    await deviceCredentials.replace(transaction, { deviceRowId, keyId: expired.keyId }, 30);
  });
  expect(await deviceCredentials.listEnded(startMs, [])).toEqual([revoked.keyId]);
  servers.clock.advanceMs(30_000);
  const ended = await deviceCredentials.listEnded(startMs, []);
  expect(ended.toSorted()).toEqual([revoked.keyId, expired.keyId].toSorted());
  expect(ended).not.toContain(good.keyId);
  expect(await deviceCredentials.listEnded(startMs, [revoked.keyId])).toEqual([expired.keyId]);
  expect(await deviceCredentials.listEnded(startMs + 60_000, [])).toEqual([]);
});
