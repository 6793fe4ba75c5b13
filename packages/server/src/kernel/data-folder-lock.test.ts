import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DataFolderInUseError, lockDataFolder } from './data-folder-lock.ts';

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-lock-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Another process that holds the folder until it is killed. */
async function startHolder(
  folder: string,
): Promise<{ pid: number | undefined; kill(): Promise<void> }> {
  const program = `
    import { lockDataFolder } from ${JSON.stringify(new URL('./data-folder-lock.ts', import.meta.url).href)};
    await lockDataFolder(${JSON.stringify(folder)});
    process.stdout.write('held');
    setInterval(() => undefined, 1_000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  onTestFinished(() => {
    holder.kill('SIGKILL');
  });
  await once(holder.stdout, 'data');
  return {
    pid: holder.pid,
    async kill() {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    },
  };
}

test('a second server learns which process has the folder', async () => {
  const folder = await createFolder();
  const holder = await startHolder(folder);
  const attempt = lockDataFolder(folder);
  await expect(attempt).rejects.toBeInstanceOf(DataFolderInUseError);
  await expect(attempt).rejects.toMatchObject({ pid: holder.pid });
  await expect(attempt).rejects.toThrow(`in use by the process ${holder.pid}`);
});

test('the folder of a killed server is free', async () => {
  const folder = await createFolder();
  const holder = await startHolder(folder);
  await holder.kill();
  const lock = await lockDataFolder(folder);
  await expect(lockDataFolder(folder)).rejects.toMatchObject({ pid: process.pid });
  lock.release();
});

test('a pid that belongs to another process by now does not keep the folder', async () => {
  const folder = await createFolder();
  await writeFile(join(folder, 'server.pid'), `${process.ppid}\n`);
  const lock = await lockDataFolder(folder);
  lock.release();
});

test('a released folder is free, also within one process', async () => {
  const folder = await createFolder();
  const lock = await lockDataFolder(folder);
  await expect(lockDataFolder(folder)).rejects.toThrow('in use by the process');
  lock.release();
  lock.release();
  (await lockDataFolder(folder)).release();
});
