import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../backup/manifest.ts';

/** What is said of a backup, for programs and for people. */
export interface BackupSummary {
  readonly summary: Readonly<Record<string, unknown>>;
  readonly text: string;
}

async function countBytes(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  let bytes = 0;
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

const mebibyte = 1_048_576;

const keyWords: Readonly<Record<Manifest['key']['source'], string>> = {
  file: 'The key of all credentials is in it: keep it as you keep the data folder.',
  setting: 'SECRET_KEY is not in it: keep it elsewhere, or no credential will be accepted.',
  'left out': 'The key of the credentials was left out: keep secrets/secret.key elsewhere.',
};

/** Sums up the backup at a path. */
export async function summariseBackup(path: string, manifest: Manifest): Promise<BackupSummary> {
  const { tables, spool, archive, excluded, foreign, key } = manifest;
  const bytes = await countBytes(path);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const spoolFiles = spool.reduce((sum, lane) => sum + lane.files.length, 0);
  const lines = [
    `${path}: ${rows} rows of ${tables.length} tables as of ${manifest.takenAt}, ${Math.ceil(bytes / mebibyte)} MiB.`,
    `With ${spoolFiles} files of the spool and ${archive.length} of the archive. Schema ${manifest.schemaVersion}, HOMEPOT ${manifest.version}.`,
    keyWords[key.source],
    ...(excluded.length === 0 ? [] : [`Left out, as asked: ${excluded.join(', ')}.`]),
    ...(foreign.length === 0 ? [] : [`Not HOMEPOT's, and left out: ${foreign.join(', ')}.`]),
  ];
  const summary = {
    path,
    bytes,
    taken_at: manifest.takenAt,
    version: manifest.version,
    schema_version: manifest.schemaVersion,
    tables: tables.length,
    rows,
    spool_files: spoolFiles,
    archive_files: archive.length,
    key: key.source,
    excluded,
    foreign,
  };
  return { summary, text: lines.join('\n') };
}
