import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readHolder(file: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  return Number.isSafeInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined;
}

/**
 * Makes sure that one collection runs in a data folder: two would play the same devices. Returns the
 * undoing. The file appears with its content, and a collection that was killed leaves no obstacle.
 */
export async function holdCollection(dataDir: string): Promise<() => Promise<void>> {
  const folder = join(dataDir, 'run');
  const file = join(folder, 'collect.pid');
  const beside = `${file}.${process.pid}`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const holder = await readHolder(file);
  if (holder !== undefined) {
    throw new CommandError(
      exitCodes.failure,
      `A collection runs already in ${dataDir}: process ${holder}.`,
      'Stop that one, or choose another folder with DATA_DIR.',
    );
  }
  await rm(file, { force: true });
  await writeFile(beside, `${process.pid}\n`, { mode: 0o600 });
  try {
    await link(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
  return () => rm(file, { force: true });
}
