import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { OpenBackup } from '../files/open-backup.ts';
import { replaceFile } from '../files/replace-file.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { decompress } from '../transform.ts';

const compressedSuffix = '.zst';

async function restoreFile(backup: OpenBackup, path: string, place: string): Promise<void> {
  await pipeline(backup.read(path), decompress(), (bytes) => replaceFile(place, bytes));
}

/**
 * Puts the spool of a backup into a data folder. Lanes that lie there are left of a restore that was
 * cut off and go, or are put aside into `aside`.
 */
export async function restoreSpool(
  backup: OpenBackup,
  dataFolder: string,
  aside: string | undefined,
): Promise<void> {
  const spool = join(dataFolder, 'spool');
  await mkdir(spool, { recursive: true, mode: 0o700 });
  for (const name of await readdir(spool)) {
    if (!/^lane-\d{1,2}$/.test(name)) continue;
    if (aside === undefined) await rm(join(spool, name), { recursive: true });
    else {
      await mkdir(aside, { recursive: true, mode: 0o700 });
      await rename(join(spool, name), join(aside, name));
    }
  }
  for (const { lane, spoolId, files } of backup.manifest.spool) {
    const folder = join(spool, `lane-${lane}`);
    await mkdir(folder, { mode: 0o700 });
    if (spoolId !== undefined) {
      await replaceFile(join(folder, 'id'), [Buffer.from(`${spoolId}\n`)]);
    }
    for (const { path } of files) {
      const name = path.slice(path.lastIndexOf('/') + 1, -compressedSuffix.length);
      await restoreFile(backup, path, join(folder, name));
    }
    await syncFolder(folder);
  }
  await syncFolder(spool);
}
