import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bearer, cookie, createDevice, useTwoServers } from '../../test/two-servers.ts';

const servers = useTwoServers();

test('a device proves itself by its credential until it is revoked or removed', async () => {
  const { keyId, text } = await createDevice(servers);
  const expected = {
    kind: 'device',
    deviceId: 'pos-terminal-001',
    siteId: 's',
    keyId,
    provenance: 'real',
  };
  expect(await servers.here.authenticator.authenticate(bearer(text))).toEqual(expected);
  await servers.database.query('UPDATE devices SET is_active = false');
  servers.clock.advanceMs(1_000);
  await expect(servers.here.authenticator.authenticate(bearer(text))).rejects.toThrow();
  await servers.database.query('UPDATE devices SET is_active = true');
  servers.clock.advanceMs(1_000);
  await servers.here.authenticator.authenticate(bearer(text));
  await servers.database.query('UPDATE device_credentials SET revoked_at = now()');
  servers.clock.advanceMs(1_000);
  await expect(servers.here.authenticator.authenticate(bearer(text))).rejects.toThrow();
});

test('the rows of a device have the provenance of its credential', async () => {
  const { text } = await createDevice(servers);
  await servers.database.query("UPDATE device_credentials SET provenance = 'simulated'");
  const principal = await servers.here.authenticator.authenticate(bearer(text));
  expect(principal).toMatchObject({ kind: 'device', provenance: 'simulated' });
  await expect(
    servers.database.query("UPDATE device_credentials SET provenance = 'sample'"),
  ).rejects.toThrow('check constraint');
});

test('who can read the data folder is local', async () => {
  await servers.here.start();
  const text = (await readFile(join(servers.folder, 'run', 'local.key'), 'utf8')).trim();
  expect(await servers.here.authenticator.authenticate(bearer(text))).toEqual({ kind: 'local' });
  await expect(servers.there.authenticator.authenticate(bearer(text))).rejects.toThrow();
  await servers.here.stop();
});

test('without a credential one is anonymous, with a strange one refused', async () => {
  const identify = servers.here.authenticator.authenticate;
  expect(await identify({})).toEqual({ kind: 'anonymous' });
  expect(await identify({ cookie: 'other=1' })).toEqual({ kind: 'anonymous' });
  for (const presented of [
    { authorization: 'Basic YTpi' },
    { authorization: 'Bearer' },
    bearer('nonsense'),
    { apiKey: '' },
    cookie('nonsense'),
    // The first that is given counts alone.
    { ...bearer('nonsense'), ...cookie('') },
  ]) {
    await expect(identify(presented)).rejects.toMatchObject({ code: 'credential_invalid' });
  }
});
