import { rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { appendAudit, verifyAuditChain } from '../../auth/index.ts';
import type { Clock, Log } from '../../kernel/index.ts';
import type { TransferTable, TransferTarget } from '../../store/index.ts';
import {
  createTupleDigest,
  openTransferTarget,
  readKnownVersion,
  tableName,
} from '../../store/index.ts';
import { restoreArchive } from './archive-files.ts';
import { BackupError } from './backup-error.ts';
import type { OpenBackup } from './files/open-backup.ts';
import { replaceFile } from './files/replace-file.ts';
import { fillTarget } from './fill-target.ts';
import { giveUpUnsettled } from './give-up-unsettled.ts';
import type { HouseKey } from './house-key.ts';
import { findHouseKey } from './house-key.ts';
import { keyName } from './manifest.ts';
import type { Progress } from './progress.ts';
import { listLanes } from './spool/list-lanes.ts';
import { restoreSpool } from './spool/restore-spool.ts';
import { decompress, digesting } from './transform.ts';

/** Where a backup is restored to. */
export interface RestorePlace {
  readonly dataFolder: string;
  readonly secretKey: string | undefined;
  /** Whether what is there may be removed or put aside. */
  readonly replace: boolean;
  /** Whether another key than that of the backup will do; then its credentials are worthless. */
  readonly withKey: boolean;
  /** Ends the names of what is put aside. */
  readonly stamp: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** What was restored. */
export interface Restored {
  readonly rows: number;
  readonly tables: number;
  /** Whether the work queue begins empty, since its tables were of another version. */
  readonly workLeftOut: boolean;
  /** Whether the chain of the audit trail holds. */
  readonly auditHolds: boolean;
}

/** Throws a BackupError where this program cannot take the backup; looks at nothing else. */
export async function requireKnownSchema({ manifest }: OpenBackup): Promise<void> {
  const known = await readKnownVersion();
  if (manifest.schemaVersion <= known) return;
  throw new BackupError(
    `The backup was made by a newer HOMEPOT (${manifest.version}, schema ${manifest.schemaVersion}; this program knows ${known}): upgrade the program.`,
  );
}

function requireSameKey(
  { manifest }: OpenBackup,
  { secretKey, withKey, replace }: RestorePlace,
  found: HouseKey | undefined,
): void {
  const { fingerprint, source } = manifest.key;
  if (!withKey || found?.fingerprint === fingerprint) return;
  if (secretKey !== undefined) {
    throw new BackupError(
      'SECRET_KEY is not the key of the backup: none of its credentials would be accepted. Unset it or set the right one, or give --without-key to do without the credentials.',
    );
  }
  if (found !== undefined && !(replace && source === 'file')) {
    throw new BackupError(
      `${keyName} in the data folder is not the key of the backup. Choose an empty DATA_DIR, or give --replace to put what is there aside.`,
    );
  }
  if (found === undefined && source !== 'file') {
    throw new BackupError(
      'The key is not in the backup: set SECRET_KEY to that of the house (or put its secrets/secret.key into the data folder), or give --without-key to do without the credentials.',
    );
  }
}

/** Looks at all that could stand in the way. Throws a BackupError and has changed nothing. */
async function requireRoom(
  backup: OpenBackup,
  target: TransferTarget,
  place: RestorePlace,
): Promise<HouseKey | undefined> {
  const found = await findHouseKey(place.secretKey, place.dataFolder);
  requireSameKey(backup, place, found);
  if (place.replace || target.state === 'unfinished' || target.state === 'sealed') return found;
  if (target.state === 'occupied') {
    throw new BackupError(
      'The database is not empty. Choose an empty DATA_DIR or database, or give --replace to remove what is there.',
    );
  }
  if ((await listLanes(place.dataFolder)).length > 0) {
    throw new BackupError(
      `${join(place.dataFolder, 'spool')} is not empty. Choose an empty DATA_DIR, or give --replace to put it aside.`,
    );
  }
  return found;
}

async function restoreKey(
  backup: OpenBackup,
  { dataFolder, secretKey, withKey, stamp }: RestorePlace,
  found: HouseKey | undefined,
): Promise<void> {
  const { key } = backup.manifest;
  if (!withKey || secretKey !== undefined || key.file === undefined) return;
  if (found?.fingerprint === key.fingerprint) return;
  const path = join(dataFolder, keyName);
  if (found !== undefined) await rename(path, `${path}.before-${stamp}`);
  await replaceFile(path, backup.read(key.file.path));
}

async function restoreFolder(
  backup: OpenBackup,
  place: RestorePlace,
  found: HouseKey | undefined,
  progress: Progress,
): Promise<void> {
  const { dataFolder, replace, stamp } = place;
  const aside = replace ? join(dataFolder, 'spool', `before-${stamp}`) : undefined;
  progress.phase('Putting spool, key and archive into the data folder');
  await restoreSpool(backup, dataFolder, aside);
  await restoreKey(backup, place, found);
  await restoreArchive(backup, dataFolder, progress);
}

function rowsOf(backup: OpenBackup, table: TransferTable, progress: Progress) {
  const held = backup.manifest.tables.find((each) => tableName(each) === tableName(table));
  if (held === undefined) throw new Error(`the backup has no rows of ${table.name}`);
  return {
    async feed(store: (rows: AsyncIterable<Uint8Array>) => Promise<void>) {
      const digest = createTupleDigest();
      const pass = digesting(digest, progress);
      await pipeline(backup.read(held.file.path), decompress(), pass, store);
      return digest.finish();
    },
  };
}

async function restoreRows(
  backup: OpenBackup,
  target: TransferTarget,
  progress: Progress,
): Promise<Omit<Restored, 'auditHolds'>> {
  const { schemaVersion, tables, workVersion, sequences, spool } = backup.manifest;
  progress.phase('Making the tables, filling and comparing them');
  const ordered = await target.prepare({ schemaVersion, workVersion, tables });
  const rows = await fillTarget(
    target,
    ordered,
    (table) => rowsOf(backup, table, progress),
    progress,
  );
  const filled = new Set(ordered.map(({ group }) => group));
  await target.setSequences(sequences.filter(({ group }) => filled.has(group)));
  await target.rewindSpools(spool.flatMap(({ spoolId = [] }) => spoolId));
  const workLeftOut = tables.length > ordered.length;
  return { rows, tables: ordered.length, workLeftOut };
}

/**
 * Restores a backup that was verified. First everything that could stand in the way is looked at; then
 * the data folder and the tables are filled, and every table is compared with what was read; last, the
 * schema is brought up to date. Where it is cut off, no server uses the database, and a second call
 * begins anew.
 */
export async function restoreBackup(
  backup: OpenBackup,
  connectionString: string,
  place: RestorePlace,
  progress: Progress,
): Promise<Restored> {
  const target = await openTransferTarget(connectionString, place.log);
  try {
    const key = await requireRoom(backup, target, place);
    await target.begin();
    await restoreFolder(backup, place, key, progress);
    const restored = await restoreRows(backup, target, progress);
    progress.phase('Bringing the schema up to date');
    await target.complete();
    await target.database.transaction(async (transaction) => {
      await giveUpUnsettled(transaction);
      await appendAudit(transaction, {
        atMs: place.clock.nowMs(),
        eventType: 'backup_restored',
        description: `A backup of ${backup.manifest.takenAt} was restored`,
        metadata: { file: basename(backup.path), rows: restored.rows },
      });
    });
    const audit = await verifyAuditChain(target.database);
    await target.release();
    return { ...restored, auditHolds: audit.broken === undefined };
  } finally {
    await target.close();
  }
}
