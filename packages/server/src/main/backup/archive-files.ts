import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { BackupWriter } from './files/backup-writer.ts';
import type { OpenBackup } from './files/open-backup.ts';
import { replaceFile } from './files/replace-file.ts';
import type { BackupFile } from './manifest.ts';
import type { Progress } from './progress.ts';

/** The archive of old rows, where ARCHIVE_URL does not name another place. */
const archiveName = 'archive';

/** The files of the archive in a data folder, below that folder. */
async function listArchive(dataFolder: string): Promise<readonly string[]> {
  const folder = join(dataFolder, archiveName);
  const options = { recursive: true, withFileTypes: true } as const;
  const entries = await readdir(folder, options).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dataFolder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
}

async function* countBytes(source: AsyncIterable<Uint8Array>, progress: Progress) {
  for await (const chunk of source) {
    progress.add(chunk.length);
    yield chunk;
  }
}

/**
 * Backs the archive up as it is. To be called after the snapshot of the database was taken: what the
 * database then says of the archive is there, and is never changed.
 */
export async function backUpArchive(
  writer: BackupWriter,
  dataFolder: string,
  progress: Progress,
): Promise<readonly BackupFile[]> {
  const files: BackupFile[] = [];
  for (const path of await listArchive(dataFolder)) {
    progress.begin(path);
    files.push(
      await writer.add(path, countBytes(createReadStream(join(dataFolder, path)), progress)),
    );
  }
  return files;
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
