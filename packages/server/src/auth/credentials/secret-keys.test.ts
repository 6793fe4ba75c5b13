import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLocalToken } from './local-token.ts';
import { createSecretKeys, readSecretKey } from './secret-keys.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'auth-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the secret is made once, also by servers that start together, and is private', async () => {
  const secrets = await Promise.all(
    Array.from({ length: 8 }, () => readSecretKey(undefined, folder)),
  );
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toHaveLength(64);
  expect(await readSecretKey(undefined, folder)).toBe(secrets[0]);
  expect(await readdir(join(folder, 'secrets'))).toEqual(['secret.key']);
  expect((await stat(join(folder, 'secrets', 'secret.key'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'secrets'))).mode & 0o777).toBe(0o700);
});

test('of many that make the secret at one time none replaces what another has read', async () => {
  for (let round = 0; round < 30; round += 1) {
    const own = join(folder, String(round));
    // Each begins where the one before has got a little further.
    const reads: Promise<string>[] = [];
    for (let i = 0; i < 12; i += 1) {
      reads.push(readSecretKey(undefined, own));
      await new Promise(setImmediate);
    }
    expect(new Set(await Promise.all(reads)).size).toBe(1);
  }
});

test('a damaged secret ends the start rather than making every credential worthless', async () => {
  await readSecretKey(undefined, folder);
  await writeFile(join(folder, 'secrets', 'secret.key'), '');
  await expect(readSecretKey(undefined, folder)).rejects.toThrow('is damaged');
});

test('the setting goes before the file', async () => {
  expect(await readSecretKey('x'.repeat(32), folder)).toBe('x'.repeat(32));
  expect(await readdir(folder)).toEqual([]);
});

test('each purpose has a key of its own', () => {
  const keys = createSecretKeys('a secret of at least 32 characters');
  const hash = keys.hashCredential('session', 'text');
  expect(hash).toHaveLength(32);
  expect(keys.hashCredential('login-link', 'text')).not.toEqual(hash);
  const other = createSecretKeys('another secret of 32 characters..');
  expect(other.hashCredential('session', 'text')).not.toEqual(hash);
  expect(other.accessTokenKey).not.toEqual(keys.accessTokenKey);
});

test('the local token is in a private file while the server runs, and new at each start', async () => {
  const path = join(folder, 'run', 'local.key');
  const first = createLocalToken(folder);
  await first.start();
  const text = (await readFile(path, 'utf8')).trim();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(first.matches(text)).toBe(true);
  expect(first.matches(`${text}x`)).toBe(false);
  const second = createLocalToken(folder);
  await second.start();
  expect(second.matches(text)).toBe(false);
  await second.stop();
  await expect(stat(path)).rejects.toThrow('ENOENT');
});
