import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeBeside(path: string, content: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return beside;
}

/** Writes a file that only its owner may read; whoever looks sees the old content or the new. */
export async function replacePrivateFile(path: string, content: string): Promise<void> {
  const beside = await writeBeside(path, content);
  await rename(beside, path);
  await syncFolder(dirname(path));
}

/**
 * Reads a file that only its owner may read, after making it with `content` where it is missing.
 * Of several processes that start together one makes it and all read the same: a link, unlike a
 * rename, never replaces what is there.
 */
export async function readOrCreatePrivateFile(path: string, content: string): Promise<string> {
  try {
    const existing = await readFile(path, 'utf8');
    await chmod(path, 0o600);
    return existing;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const beside = await writeBeside(path, content);
  try {
    await link(beside, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(beside, { force: true });
  }
  return readFile(path, 'utf8');
}
