import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Held while a server uses a data folder. */
export interface DataFolderLock {
  /** Gives the folder free. Calling it again does nothing. */
  release(): void;
}

/** Another process uses the data folder. */
export class DataFolderInUseError extends Error {
  /** The process that holds it, where it said so. */
  readonly pid: number | undefined;

  constructor(folder: string, pid: number | undefined) {
    const holder = pid === undefined ? 'another process' : `the process ${pid}`;
    super(
      `The data folder ${folder} is in use by ${holder}. Stop that server, or choose another folder with DATA_DIR.`,
    );
    this.name = 'DataFolderInUseError';
    this.pid = pid;
  }
}

/** SQLite's result code for a database that another connection has locked. */
const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

async function readPid(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return /^\d+\n$/.test(text) ? Number(text) : undefined;
}

/**
 * Makes sure that one server uses a data folder at a time. The folder must exist. Throws
 * DataFolderInUseError where another one has it, in this process or any other of the machine.
 *
 * The lock is the operating system's, on a file, by way of an SQLite database: Node has no call for
 * it. It ends with the process that holds it, however that ends, so there is no stale lock to
 * recognise, and it holds between containers, where the same pid is many processes. The pid in the
 * file beside it is only for the message.
 */
export async function lockDataFolder(folder: string): Promise<DataFolderLock> {
  const pidPath = join(folder, 'server.pid');
  const database = new DatabaseSync(join(folder, 'server.lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) throw new DataFolderInUseError(folder, await readPid(pidPath));
    throw error;
  }
  await writeFile(pidPath, `${process.pid}\n`);
  return {
    release() {
      if (database.isOpen) database.close();
    },
  };
}
