import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { startHttpHouse } from '../../test/start-http-house.ts';
import { temporaryFolder } from '../../test/test-parts.ts';
import { agentVersion } from '../main/agent-version.ts';
import { enrol, rotate } from './enrol.ts';
import { readIdentity, writeIdentity } from './identity.ts';
import { lockAgentFolder } from './lock-agent-folder.ts';
import { parseAgentSettings, readAgentSettings } from './read-agent-settings.ts';

test('a token is traded for an identity that only this user may read, and is replaced', async () => {
  const house = await startHttpHouse();
  const folder = temporaryFolder();
  const identity = await enrol({ url: house.url, token: 'once', deviceId: 'till-1' });
  writeIdentity(folder, identity);
  expect(statSync(join(folder, 'identity.json')).mode & 0o777).toBe(0o600);
  expect(readIdentity(folder)).toMatchObject({ deviceId: 'till-1', credential: 'secret-1' });
  const renewed = await rotate(readIdentity(folder), 60);
  expect(renewed.credential).toBe('secret-2');
  expect(house.keys).toEqual(['Bearer secret-1']);
  house.status = 401;
  await expect(enrol({ url: house.url, token: 'once' })).rejects.toThrow('401');
  await house.stop();
});

test('a device that is not enrolled is told how', () => {
  expect(() => readIdentity(temporaryFolder())).toThrow('homepot agent enrol');
});

test('without agent.json there is nothing that may be run', () => {
  const settings = readAgentSettings(temporaryFolder());
  expect(settings).toMatchObject({ diskPath: '/', mqttVersion: 4, transport: undefined });
  expect(settings.actions.size).toBe(0);
  expect(settings.restartProgram).toBeUndefined();
});

test.each([
  [{ transprot: 'mqtt' }, 'transprot is not known'],
  [{ transport: 'carrier pigeon' }, 'transport must be one of mqtt, http'],
  [{ thresholds: { disk_percent: 101 } }, 'thresholds.disk_percent must be a number from 0 to 100'],
  [{ services: { pos_app: {} } }, 'services.pos_app needs'],
  [{ services: { 'POS App': { process: 'pos' } } }, 'services.POS App'],
  [
    {
      services: Object.fromEntries(
        Array.from({ length: 51 }, (_, i) => [`service_${i}`, { process: 'pos' }]),
      ),
    },
    'services may name 50 at most',
  ],
  [{ actions: { 'Clear cache': 'rm -r /' } }, 'actions.Clear cache must be a program'],
  [{ config_hook: [] }, 'config_hook must be a program'],
  [[], 'the file must be an object'],
])('what is wrong in agent.json is named: %j', (value, words) => {
  expect(() => parseAgentSettings(value)).toThrow(words);
});

test('services and programs are read', () => {
  const settings = parseAgentSettings({
    services: { database: { tcp: '127.0.0.1:5432' }, pos_app: { systemd: 'pos.service' } },
    actions: { 'Clear cache': ['/usr/bin/true'] },
  });
  expect(settings.services).toEqual({
    database: { tcp: { host: '127.0.0.1', port: 5432 } },
    pos_app: { systemd: 'pos.service' },
  });
  expect(settings.actions.get('Clear cache')).toEqual(['/usr/bin/true']);
});

test('a folder has one agent; a lock of one that was killed is taken over', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'agent.lock');
  // The first process of the machine (or of the container) lives, but began at another time.
  writeFileSync(file, '1 0\n');
  const unlock = lockAgentFolder(folder);
  unlock();
  writeFileSync(file, `${process.ppid} \n`);
  lockAgentFolder(folder)();
});

test('the version that an agent tells is that of its package', () => {
  expect(agentVersion).toBe(manifest.version);
});
