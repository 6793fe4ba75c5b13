import type { FileHandle } from 'node:fs/promises';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupError } from './backup-error.ts';
import type { BackupWriter } from './files/backup-writer.ts';
import type { OpenBackup } from './files/open-backup.ts';
import { replaceFile } from './files/replace-file.ts';
import type { BackupFile } from './manifest.ts';
import type { Progress } from './progress.ts';

/** The archive of old rows, where ARCHIVE_URL does not name another place. */
const archiveName = 'archive';

/** Below it: a folder for each table, with files. What lies deeper is nothing that HOMEPOT put there. */
const foldersDeepMax = 8;

/**
 * What the archive itself calls its files. Others lie there by accident (`.DS_Store`, `lost+found`, somebody's
 * notes), or are not whole yet.
 */
const ownName = /^[A-Za-z0-9_][A-Za-z0-9_.=-]*$/;

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** What is there no more is not in the backup; what is there and cannot be read must not be left out in silence. */
function notThere(error: unknown, path: string): undefined {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw new BackupError(
    `The archive cannot be read: ${path} (${codeOf(error)}). Run the backup as a user who may read it, or leave it out by \`--exclude archive\`.`,
  );
}

/** The files below a folder, also where it or a folder in it is a link to another disk. */
async function listBelow(folder: string, deep: number): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => notThere(error, folder));
  const found: string[] = [];
  for (const name of names ?? []) {
    if (!ownName.test(name)) continue;
    const path = join(folder, name);
    const entry = await stat(path).catch((error: unknown) => notThere(error, path));
    if (entry?.isFile() === true) found.push(name);
    if (entry?.isDirectory() !== true || deep === foldersDeepMax) continue;
    found.push(...(await listBelow(path, deep + 1)).map((below) => `${name}/${below}`));
  }
  return found;
}

/** The files of the archive in a data folder, below that folder. */
async function listArchive(dataFolder: string): Promise<readonly string[]> {
  const found = await listBelow(join(dataFolder, archiveName), 1);
  return found.map((path) => `${archiveName}/${path}`).sort();
}

async function* countBytes(source: AsyncIterable<Uint8Array>, progress: Progress) {
  for await (const chunk of source) {
    progress.add(chunk.length);
    yield chunk;
  }
}

/** Undefined where it is there no more: a part that was given up takes its file away. */
const openFile = (path: string): Promise<FileHandle | undefined> =>
  open(path, 'r').catch((error: unknown) => notThere(error, path));

/**
 * Backs the archive up as it is. To be called after the snapshot of the database was taken: what the
 * database then says of the archive is there, and is never changed. Throws a BackupError where it cannot be
 * read.
 */
export async function backUpArchive(
  writer: BackupWriter,
  dataFolder: string,
  progress: Progress,
): Promise<readonly BackupFile[]> {
  const files: BackupFile[] = [];
  for (const path of await listArchive(dataFolder)) {
    const handle = await openFile(join(dataFolder, path));
    if (handle === undefined) continue;
    progress.begin(path);
    try {
      const bytes = handle.createReadStream({ autoClose: false });
      files.push(await writer.add(path, countBytes(bytes, progress)));
    } finally {
      await handle.close();
    }
  }
  return files;
}

/** The folder of the archive in a data folder, as the database calls it. */
export const archiveStorageOf = (dataFolder: string): string =>
  `the folder ${join(dataFolder, archiveName)}`;

/**
 * Throws a BackupError where a file is missing, or has another length, that the database counts on: of its rows there
 * is nothing else, and a backup without it would be found out on the day when it is needed.
 */
export function requireArchived(
  files: readonly BackupFile[],
  counted: ReadonlyMap<string, number>,
): void {
  const bytesOf = new Map(files.map(({ path, bytes }) => [path, bytes]));
  for (const [key, bytes] of counted) {
    const path = `${archiveName}/${key}`;
    const found = bytesOf.get(path);
    if (found === bytes) continue;
    const what = found === undefined ? 'is not there' : `has ${found} bytes of ${bytes}`;
    throw new BackupError(
      `The archive is not whole: ${path} ${what}, and its rows are nowhere else. See that its disk is there, and run \`homepot archive check\`; to back up the rest alone, leave it out by \`--exclude archive\`.`,
    );
  }
}

/** Puts the archive of a backup into a data folder. */
export async function restoreArchive(
  backup: OpenBackup,
  dataFolder: string,
  progress: Progress,
): Promise<void> {
  for (const { path } of backup.manifest.archive) {
    progress.begin(path);
    await replaceFile(join(dataFolder, path), countBytes(backup.read(path), progress));
  }
}
