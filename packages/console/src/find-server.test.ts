import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';
import type { Address } from './find-server.ts';
import { findServer } from './find-server.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'console-find-'));
  await mkdir(join(dataDir, 'run'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const environment = (more: Partial<Environment> = {}): Environment => ({
  ...readEnvironment({ DATA_DIR: dataDir }),
  ...more,
});

async function leave(pid: number, port = 8123): Promise<void> {
  const run = { pid, url: `http://127.0.0.1:${port}`, port, version: '1', startedAt: 'x' };
  await writeFile(join(dataDir, 'run', 'server.json'), JSON.stringify(run));
  await writeFile(join(dataDir, 'run', 'local.key'), 'local-secret\n');
}

const keyOf = async ({ key }: Address) => (typeof key === 'function' ? key() : key);

test('the running server of the data folder is found, with its local credential', async () => {
  await leave(process.pid);
  const found = await findServer(environment(), {});
  expect(found.url).toBe('http://127.0.0.1:8123');
  expect(await keyOf(found)).toBe('local-secret');
  expect(await keyOf(await findServer(environment({ port: '8123' }), {}))).toBe('local-secret');
  expect(await keyOf(await findServer(environment({ key: 'mine' }), {}))).toBe('mine');
});

test('a server that was started again is shown its new local credential', async () => {
  await leave(process.pid);
  const found = await findServer(environment(), {});
  await writeFile(join(dataDir, 'run', 'local.key'), 'new-secret');
  expect(await keyOf(found)).toBe('new-secret');
});

test('a server of another port, one that has ended, and none are all told with how to start one', async () => {
  const notRunning = { exitCode: 5, action: expect.stringContaining('homepot up') };
  await expect(findServer(environment(), {})).rejects.toMatchObject(notRunning);
  await leave(process.pid);
  await expect(findServer(environment({ port: '9' }), {})).rejects.toMatchObject(notRunning);
  await leave(2 ** 22 + 1);
  await expect(findServer(environment(), {})).rejects.toMatchObject(notRunning);
  await writeFile(join(dataDir, 'run', 'server.json'), '{"pid":');
  await expect(findServer(environment(), {})).rejects.toMatchObject(notRunning);
});

test('a server named by URL never sees the local credential', async () => {
  await leave(process.pid);
  const remote = environment({ url: 'https://far.example' });
  expect(await findServer(remote, {})).toEqual({ url: 'https://far.example', key: undefined });
  expect(await findServer(remote, { url: 'http://near', key: 'k' })).toEqual({
    url: 'http://near',
    key: 'k',
  });
  await expect(findServer(environment({ url: 'far:8000' }), {})).rejects.toMatchObject({
    exitCode: 2,
  });
});

test('the address of the server of this machine is shown its local credential, however it is written', async () => {
  await leave(process.pid);
  for (const url of ['http://127.0.0.1:8123', 'http://localhost:8123/']) {
    const found = await findServer(environment({ url, port: '9' }), {});
    expect(found.url).toBe('http://127.0.0.1:8123');
    expect(await keyOf(found)).toBe('local-secret');
  }
  for (const url of [
    'http://127.0.0.1:8124',
    'https://127.0.0.1:8123',
    'http://localhost.far.example:8123',
    'http://127.0.0.1:8123/elsewhere',
  ]) {
    expect(await findServer(environment({ url }), {})).toEqual({ url, key: undefined });
  }
});

test('the key of an app, which can only send, does not keep commands beside it from reading', async () => {
  await leave(process.pid);
  const app = { url: 'http://127.0.0.1:8123', key: 'hp_ingest_x' };
  expect(await keyOf(await findServer(environment(app), {}))).toBe('local-secret');
  expect(await keyOf(await findServer(environment({ key: app.key }), {}))).toBe('local-secret');
  // To send with it is what it is for; and whoever names it means it.
  expect(await keyOf(await findServer(environment(app), { sends: true }))).toBe('hp_ingest_x');
  expect(await keyOf(await findServer(environment(), app))).toBe('hp_ingest_x');
  const far = environment({ ...app, url: 'https://far.example' });
  expect(await keyOf(await findServer(far, {}))).toBe('hp_ingest_x');
});
