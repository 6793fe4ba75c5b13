import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDataFolder } from './data-folder.ts';
import { FolderLockedError, lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-lock-'));
  await createDataFolder(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const holder = `
  import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, 'folder-lock.ts'))};
  lockFolder(process.argv[1]);
  process.stdout.write('held');
  setInterval(() => undefined, 1000);
`;

test('a folder has one server at a time', () => {
  const lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(FolderLockedError);
  lock.stop();
  lockFolder(folder).stop();
});

test('a killed server leaves no lock behind', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder, folder]);
  await once(child.stdout, 'data');
  expect(() => lockFolder(folder)).toThrow(FolderLockedError);
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockFolder(folder).stop();
});
