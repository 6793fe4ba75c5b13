import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { checkKey } from './check-key.ts';
import { countBytes } from './counted-bytes.ts';
import { toFolderError } from './folder-error.ts';
import type { ByteRange, ObjectStorage, StoredObject, WriteOptions } from './object-storage.ts';
import { placeNewFile } from './place-file.ts';

/** Files that are not finished end so; their names begin with a dot, which no key does. */
const partialEnd = '.partial';
const hourMs = 3_600_000;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function withFile<T>(
  path: string,
  flags: string,
  run: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const file = await open(path, flags, 0o600);
  try {
    return await run(file);
  } finally {
    await file.close();
  }
}

/** The entry of a file in its folder is durable when the folder is synced. */
const syncFolder = (folder: string) => withFile(folder, 'r', (handle) => handle.sync());

/** Makes a folder and syncs each that was made into the one above it. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

/** Whether a file that is not finished was not written to for long. One that has got its name meanwhile is none. */
async function isLeftBehind(path: string, clock: Clock): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    return clock.nowMs() - mtimeMs > limits.storagePartialHours * hourMs;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** What crashes left behind in a folder, of whatever object: names are not used twice. */
async function removePartials(folder: string, clock: Clock): Promise<void> {
  for await (const { name } of await opendir(folder)) {
    if (!name.startsWith('.') || !name.endsWith(partialEnd)) continue;
    const path = join(folder, name);
    if (await isLeftBehind(path, clock)) await rm(path, { force: true });
  }
}

/** `write` may take less than it is given. */
async function writeAll(file: FileHandle, source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
    }
  }
}

async function* readFile(path: string, range: ByteRange | undefined): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const end = range?.end ?? (await file.stat()).size;
    for (let at = range?.start ?? 0; at < end; ) {
      const buffer = new Uint8Array(Math.min(limits.storageReadBytes, end - at));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) {
        throw new HomepotError('archive_damaged', { message: `${path} ends at byte ${at}` });
      }
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

const isObject = (entry: Dirent) => entry.isFile() && !entry.name.startsWith('.');

async function* listFolder(folder: string, prefix: string): AsyncGenerator<StoredObject> {
  const above = join(folder, dirname(`${prefix}x`));
  for await (const entry of await opendir(above, { recursive: true })) {
    if (!isObject(entry)) continue;
    const path = join(entry.parentPath, entry.name);
    const key = relative(folder, path).replaceAll(sep, '/');
    if (key.startsWith(prefix)) yield { key, bytes: (await stat(path)).size };
  }
}

/**
 * A folder as storage. A file is written under another name, synced, given its name, and the folder
 * synced: it is there whole or not at all.
 */
export function createFolderStorage(
  folder: string,
  { clock }: { readonly clock: Clock },
): ObjectStorage {
  const pathOf = (key: string) => join(folder, ...checkKey(key).split('/'));
  const told = (error: unknown) => toFolderError(error, folder);

  async function writeFile(
    path: string,
    source: AsyncIterable<Uint8Array>,
    { isNew = false }: WriteOptions,
  ) {
    const counted = countBytes(source);
    const partial = join(dirname(path), `.${basename(path)}.${randomUUID()}${partialEnd}`);
    await makeFolder(dirname(path));
    await removePartials(dirname(path), clock);
    try {
      await withFile(partial, 'wx', async (file) => {
        await writeAll(file, counted.source);
        await file.sync();
      });
      await (isNew ? placeNewFile(partial, path) : rename(partial, path));
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined);
      throw error;
    }
    return counted.total();
  }

  return {
    async write(key, source, options = {}) {
      const path = pathOf(key);
      try {
        const written = await writeFile(path, source, options);
        const { size } = await stat(path);
        if (size === written.bytes) return written;
        throw new HomepotError('archive_damaged', {
          message: `${path} has ${size} bytes, but ${written.bytes} were written`,
        });
      } catch (error) {
        throw told(error);
      }
    },
    async *read(key, range) {
      try {
        yield* readFile(pathOf(key), range);
      } catch (error) {
        throw told(error);
      }
    },
    async size(key) {
      try {
        return (await stat(pathOf(key))).size;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw told(error);
      }
    },
    async *list(prefix) {
      try {
        yield* listFolder(folder, prefix);
      } catch (error) {
        if (!isMissing(error)) throw told(error);
      }
    },
    async remove(key) {
      try {
        await rm(pathOf(key), { force: true });
      } catch (error) {
        throw told(error);
      }
    },
    describe: () => `the folder ${folder}`,
  };
}
