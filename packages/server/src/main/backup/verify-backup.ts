import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createTupleDigest } from '../../store/index.ts';
import { BackupError } from './backup-error.ts';
import type { OpenBackup } from './files/open-backup.ts';
import type { BackupFile, BackupTable } from './manifest.ts';
import type { Progress } from './progress.ts';
import { decompress, digesting } from './transform.ts';

function damaged({ path }: OpenBackup, what: string): BackupError {
  return new BackupError(
    `The backup ${path} is damaged: ${what}. Nothing was touched; take another copy of it, or an earlier one.`,
  );
}

/** Every file that the manifest names. */
function listFiles({ manifest }: OpenBackup): readonly BackupFile[] {
  const { tables, spool, archive, key } = manifest;
  return [
    ...tables.map(({ file }) => file),
    ...spool.flatMap(({ files }) => files),
    ...archive,
    ...(key.file === undefined ? [] : [key.file]),
  ];
}

async function verifyFile(backup: OpenBackup, file: BackupFile, progress: Progress): Promise<void> {
  const digest = createHash('sha256');
  let bytes = 0;
  progress.begin(file.path);
  for await (const chunk of backup.read(file.path)) {
    digest.update(chunk);
    bytes += chunk.length;
    progress.add(chunk.length);
  }
  if (bytes !== file.bytes || digest.digest('hex') !== file.sha256) {
    throw damaged(backup, `${file.path} has other bytes than when it was written`);
  }
}

async function verifyRows(
  backup: OpenBackup,
  table: BackupTable,
  progress: Progress,
): Promise<void> {
  const digest = createTupleDigest();
  progress.begin(`rows of ${table.name}`);
  await pipeline(backup.read(table.file.path), decompress(), async (rows) => {
    for await (const _ of digesting(digest, progress)(rows));
  });
  const found = digest.finish();
  if (found.rows !== table.rows || found.hash !== table.hash || found.bytes !== table.bytes) {
    throw damaged(backup, `the rows of ${table.name} are not those that were written`);
  }
}

/**
 * Reads the whole backup and compares every byte, count and digest with the manifest. Throws a
 * BackupError for the first that differs.
 */
export async function verifyBackup(backup: OpenBackup, progress: Progress): Promise<void> {
  const files = listFiles(backup);
  const missing = files.find(({ path, bytes }) => backup.files.get(path) !== bytes);
  if (missing !== undefined) throw damaged(backup, `${missing.path} is missing or was cut off`);
  const surplus = [...backup.files.keys()].find(
    (path) => path !== 'manifest.json' && !files.some((file) => file.path === path),
  );
  if (surplus !== undefined) throw damaged(backup, `${surplus} does not belong to it`);
  progress.phase('Checking the backup');
  for (const file of files) await verifyFile(backup, file, progress);
  for (const table of backup.manifest.tables) await verifyRows(backup, table, progress);
}
