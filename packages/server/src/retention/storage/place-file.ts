import { link, open, rename, rm } from 'node:fs/promises';
import { HomepotError } from '../../kernel/index.ts';

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** Told by file systems in which a file has one name only. */
const linkless: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Where files have one name only, an empty one is put there first: whoever comes second finds it. */
async function reserve(partial: string, path: string): Promise<void> {
  await (await open(path, 'wx', 0o600)).close();
  await rename(partial, path);
}

/** Gives a finished file its name. Throws conflict where something of that name is there; it stays as it is. */
export async function placeNewFile(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path).catch((error: unknown) => {
      if (linkless.has(codeOf(error))) return reserve(partial, path);
      throw error;
    });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new HomepotError('conflict', {
      message: `${path} is there already, and was not written over`,
      cause: error,
    });
  }
  await rm(partial, { force: true });
}
