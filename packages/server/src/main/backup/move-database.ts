import { pipeline } from 'node:stream/promises';
import { appendAudit } from '../../auth/index.ts';
import type { Clock, Log } from '../../kernel/index.ts';
import type { TransferSource, TransferTable, TransferTarget } from '../../store/index.ts';
import { createTupleDigest, openTransferSource, openTransferTarget } from '../../store/index.ts';
import { BackupError } from './backup-error.ts';
import { fillTarget } from './fill-target.ts';
import type { Progress } from './progress.ts';
import { requireNoServers } from './require-no-servers.ts';
import { digesting } from './transform.ts';

/**
 * How a database moves. The server of the data folder stands still meanwhile; what it had acknowledged
 * and not yet stored stays in its spool, whose checkpoints move along, so that the next start stores it
 * in the new database.
 *
 *   empty | unfinished -> unfinished: marked; tables made, filled, each compared with the old one
 *   unfinished -> sealed: every row is there
 *   sealed -> sealed: the data folder now names the new database
 *   sealed -> ready: the mark is gone
 *
 * Cut off before the data folder names the new database, the old one is what it was, and the move
 * begins anew. Cut off after that, the next call only takes the mark away; no server can have written
 * to either in between.
 */
export interface Move {
  /** Where the rows are; asked for only where they are to be copied. */
  readonly from: () => Promise<string>;
  readonly to: string;
  /** Whether the data folder names the new database already. */
  readonly isSwitched: boolean;
  /** Has the data folder name the new database. */
  readonly switchOver: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What was moved. */
export interface Moved {
  readonly rows: number;
  readonly tables: number;
  readonly postgresVersion: string;
  readonly workLeftOut: boolean;
}

function rowsOf(source: TransferSource, table: TransferTable, progress: Progress) {
  return {
    async feed(store: (rows: AsyncIterable<Uint8Array>) => Promise<void>) {
      const digest = createTupleDigest();
      await pipeline(source.read(table), digesting(digest, progress), store);
      return digest.finish();
    },
  };
}

async function copyRows(
  source: TransferSource,
  target: TransferTarget,
  progress: Progress,
): Promise<Moved> {
  const tables = await target.prepare(source);
  const rows = await fillTarget(
    target,
    tables,
    (table) => rowsOf(source, table, progress),
    progress,
  );
  const filled = new Set(tables.map(({ group }) => group));
  await target.setSequences(source.sequences.filter(({ group }) => filled.has(group)));
  const { postgresVersion } = target;
  const workLeftOut = tables.length < source.tables.length;
  return { rows, tables: tables.length, postgresVersion, workLeftOut };
}

async function copyAll(
  { from, to, clock }: Move,
  target: TransferTarget,
  progress: Progress,
): Promise<Moved> {
  const connectionString = await from();
  await requireNoServers(connectionString, 'moved');
  const source = await openTransferSource(connectionString);
  try {
    await target.begin();
    progress.phase('Making the tables, filling and comparing them');
    const moved = await copyRows(source, target, progress);
    progress.phase('Bringing the schema up to date');
    await target.complete();
    await target.database.transaction((transaction) =>
      appendAudit(transaction, {
        atMs: clock.nowMs(),
        eventType: 'database_moved',
        description: `The database was moved to ${hostOf(to)}`,
        metadata: { rows: moved.rows, from_postgres: source.postgresVersion },
      }),
    );
    await target.seal();
    return moved;
  } finally {
    await source.close();
  }
}

/** The host and the database of a URL, without user and password. */
export function hostOf(url: string): string {
  if (!URL.canParse(url)) return 'the database given';
  const { host, pathname } = new URL(url);
  return `${host || 'a local socket'}${pathname}`;
}

/**
 * Copies the database to another one, compares every table, and has the data folder name it. Throws a
 * BackupError where the target is not empty. The old database is only read.
 */
export async function moveDatabase(move: Move, progress: Progress): Promise<Moved | undefined> {
  const target = await openTransferTarget(move.to, move.log);
  try {
    if (target.state === 'occupied') {
      throw new BackupError(
        move.isSwitched
          ? `The database is at ${hostOf(move.to)} already.`
          : `The database at ${hostOf(move.to)} is not empty. Create another one (createdb NAME) and name that.`,
      );
    }
    const isCopied = move.isSwitched && target.state === 'sealed';
    const moved = isCopied ? undefined : await copyAll(move, target, progress);
    if (!isCopied) await move.switchOver();
    await target.release();
    return moved;
  } finally {
    await target.close();
  }
}
