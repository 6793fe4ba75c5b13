import { link, open, rename, rm, stat } from 'node:fs/promises';
import { HomepotError } from '../../kernel/index.ts';

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** Told by file systems in which a file has one name only, or that say no to a second for reasons of their own. */
const linkless: ReadonlySet<unknown> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EXDEV',
  'EISDIR',
  'EINVAL',
  'EMLINK',
]);

/** Where files have one name only, an empty one is put there first: whoever comes second finds it. */
async function reserve(partial: string, path: string): Promise<void> {
  await (await open(path, 'wx', 0o600)).close();
  try {
    await rename(partial, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Whether both are names of one file: a network file system that asked twice is told that the name is taken, by itself. */
async function areSameFile(partial: string, path: string): Promise<boolean> {
  const [one, other] = await Promise.all(
    [partial, path].map((each) => stat(each, { bigint: true })),
  );
  return one?.ino === other?.ino && one?.dev === other?.dev;
}

/**
 * Gives a finished file its name. Throws conflict where something else of that name is there; it stays as it is.
 * `linkFile` gives a file a second name, as that of node:fs does.
 */
export async function placeNewFile(
  partial: string,
  path: string,
  linkFile: (from: string, to: string) => Promise<void> = link,
): Promise<void> {
  try {
    await linkFile(partial, path).catch(async (error: unknown) => {
      if (linkless.has(codeOf(error))) return reserve(partial, path);
      if (codeOf(error) === 'EEXIST' && (await areSameFile(partial, path))) return;
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
