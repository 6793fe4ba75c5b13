import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RunFile } from './run-file.ts';

/** The right to be the only server of a data folder. */
export interface FolderLock {
  stop(): void;
}

/** The data folder belongs to a server that runs. */
export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError';

  constructor(folder: string, run: RunFile | undefined, cause: unknown) {
    const who = run === undefined ? '' : ` (process ${run.pid}, at ${run.url})`;
    super(
      `Another HOMEPOT server${who} uses the data folder ${folder}. Stop it, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
}

/**
 * Takes the lock of a data folder, or throws FolderLockedError at once.
 *
 * The lock is the file lock that SQLite takes for a write transaction: the operating system gives
 * it back however the process ends, so that no server is ever locked out by a dead one, as happens
 * with files that hold a process id.
 */
export function lockFolder(folder: string): FolderLock {
  const database = new DatabaseSync(join(folder, 'run', 'lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw new FolderLockedError(folder, undefined, error);
  }
  return { stop: () => database.close() };
}
