import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { tables as catalogueTables } from '@homepot/catalogue';
import type { TransferSource, TransferTable } from '../../store/index.ts';
import {
  createTupleDigest,
  openTransferSource,
  readArchivedFiles,
  readCheckpoints,
} from '../../store/index.ts';
import { version } from '../version.ts';
import { archiveStorageOf, backUpArchive, requireArchived } from './archive-files.ts';
import { BackupError } from './backup-error.ts';
import type { BackupWriter } from './files/backup-writer.ts';
import type { HouseKey } from './house-key.ts';
import type { BackupFile, BackupTable, Manifest } from './manifest.ts';
import { keyName, manifestName, readManifest, writeManifest } from './manifest.ts';
import type { Progress } from './progress.ts';
import { backUpSpool } from './spool/back-up-spool.ts';
import { compress, digesting } from './transform.ts';

/** What a backup is made of, and what is left out of it. */
export interface BackupSubject {
  readonly connectionString: string;
  readonly dataFolder: string;
  readonly key: HouseKey;
  /** Names of telemetry tables whose rows are left out, and `archive`. */
  readonly excluded: ReadonlySet<string>;
  readonly withKey: boolean;
}

const telemetry = catalogueTables
  .filter(({ partition }) => partition !== undefined)
  .map(({ name }) => name);

/** The words after `--exclude` as names. Throws a BackupError for what cannot be left out. */
export function readExcluded(words: readonly string[]): ReadonlySet<string> {
  const names = words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const known = new Set([...telemetry, 'archive']);
  const chosen = names.flatMap((name) => (name === 'telemetry' ? telemetry : [name]));
  const wrong = chosen.filter((name) => !known.has(name));
  if (wrong.length === 0) return new Set(chosen);
  throw new BackupError(
    `${wrong.join(', ')} cannot be left out. These can: telemetry (all raw rows), archive, ${telemetry.join(', ')}.`,
  );
}

async function backUpTable(
  source: TransferSource,
  table: TransferTable,
  writer: BackupWriter,
  progress: Progress,
): Promise<BackupTable> {
  const digest = createTupleDigest();
  const path = `tables/${table.group}/${table.name}.copy.zst`;
  let file: BackupFile | undefined;
  await pipeline(
    source.read(table),
    digesting(digest, progress),
    compress(),
    async (compressed) => {
      file = await writer.add(path, compressed);
    },
  );
  if (file === undefined) throw new Error(`${path} was not written`);
  return {
    ...table,
    columns: [...table.columns],
    partitions: [...table.partitions],
    ...digest.finish(),
    file,
  };
}

async function backUpTables(
  source: TransferSource,
  { excluded }: BackupSubject,
  writer: BackupWriter,
  progress: Progress,
): Promise<BackupTable[]> {
  const chosen = source.tables.filter(
    ({ name, detachedFrom }) => !excluded.has(name) && !excluded.has(detachedFrom ?? ''),
  );
  const done: BackupTable[] = [];
  for (const [i, table] of chosen.entries()) {
    progress.begin(`${table.name} (${i + 1} of ${chosen.length} tables)`);
    done.push(await backUpTable(source, table, writer, progress));
  }
  return done;
}

async function backUpKey(
  { key, withKey }: BackupSubject,
  writer: BackupWriter,
): Promise<Manifest['key']> {
  const { source, fingerprint, content } = key;
  if (content === undefined) return { source, fingerprint };
  if (!withKey) return { source: 'left out', fingerprint };
  return { source, fingerprint, file: await writer.add(keyName, Readable.from([content])) };
}

/** The archive, unless it is left out, with every file that the database counts on. */
async function backUpWholeArchive(
  { connectionString, dataFolder, excluded }: BackupSubject,
  writer: BackupWriter,
  progress: Progress,
) {
  if (excluded.has('archive')) return [];
  const counted = await readArchivedFiles(connectionString, archiveStorageOf(dataFolder));
  const files = await backUpArchive(writer, dataFolder, progress);
  requireArchived(files, counted);
  return files;
}

/**
 * Writes a backup: the spool, then all tables as they are at one instant, then the archive, the key
 * and, last, the manifest. A server may run meanwhile. Throws where anything cannot be read or written;
 * the caller then discards the writer.
 */
export async function writeBackup(
  subject: BackupSubject,
  writer: BackupWriter,
  progress: Progress,
): Promise<Manifest> {
  const { connectionString, dataFolder, excluded } = subject;
  progress.phase('Copying the spool');
  const checkpoints = await readCheckpoints(connectionString);
  const spool = await backUpSpool(writer, dataFolder, checkpoints, progress);
  progress.phase('Copying the tables');
  const source = await openTransferSource(connectionString);
  try {
    const { takenAt, postgresVersion, schemaVersion, workVersion } = source;
    const content = {
      version,
      takenAt,
      postgresVersion,
      schemaVersion,
      workVersion,
      tables: await backUpTables(source, subject, writer, progress),
      sequences: [...source.sequences],
      spool: [...spool],
      archive: [...(await backUpWholeArchive(subject, writer, progress))],
      key: await backUpKey(subject, writer),
      excluded: [...excluded].sort(),
      foreign: [...source.foreign],
    };
    const text = writeManifest(content);
    // One that cannot be read would be found out on the day when it is needed.
    readManifest(text);
    await writer.add(manifestName, Readable.from([Buffer.from(text)]));
    await writer.finish();
    return { format: 'homepot-backup', formatVersion: 1, ...content };
  } finally {
    await source.close();
  }
}
