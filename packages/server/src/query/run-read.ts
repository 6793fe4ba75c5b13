import type { Kysely, KyselyPlugin } from 'kysely';
import type { Clock } from '../kernel/index.ts';
import { HomepotError, limits } from '../kernel/index.ts';
import type { Database, ReadSchema, Snapshot, SnapshotSettings } from '../store/index.ts';
import { classifyDatabaseError, isCancelled } from '../store/index.ts';
import type { ArchivedRows } from './archived-rows.ts';

/** What this room needs. */
export interface QueryDeps {
  readonly database: Pick<Database, 'snapshot' | 'query'>;
  readonly clock: Clock;
  /** Where rows are that have left the database; unset = nowhere. */
  readonly archive?: ArchivedRows;
  /** Before which rows of a table may be gone, milliseconds since 1970; unset = none are. */
  readonly removedUntil?: (table: string) => number;
}

/** What PostgreSQL may use for a read, besides time. */
type ReadNeeds = Omit<SnapshotSettings, 'statementMillisecondsMax'>;

/** What a reading query is built and run with. */
export type Reader = Kysely<ReadSchema>;

function toReadError(error: unknown): unknown {
  if (error instanceof HomepotError) return error;
  if (isCancelled(error)) {
    const seconds = limits.queryMillisecondsMax / 1_000;
    return new HomepotError('query_too_long', {
      message: `The query took longer than ${seconds} s`,
      cause: error,
    });
  }
  return classifyDatabaseError(error) === 'retry'
    ? new HomepotError('database_unavailable', { cause: error })
    : error;
}

/** Begins no query for a caller who has gone. */
const refuseWhenAborted = (signal: AbortSignal): KyselyPlugin => ({
  transformQuery({ node }) {
    signal.throwIfAborted();
    return node;
  },
  transformResult: async ({ result }) => result,
});

/**
 * Runs queries and, when the signal fires, cancels the one that is running. It does not return
 * before the order to cancel was given, so that it never meets a later user of the connection.
 */
async function runUntilAborted<T>(
  database: QueryDeps['database'],
  { reader, pid }: Snapshot,
  run: (reader: Reader) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let cancelling: Promise<unknown> | undefined;
  const cancel = () => {
    // Not over the connections of reads: all of them may be busy with what is to be cancelled.
    cancelling = pid
      .then((process) => database.query('select pg_cancel_backend($1)', [process]))
      .catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await run(reader.withPlugin(refuseWhenAborted(signal)));
  } finally {
    signal.removeEventListener('abort', cancel);
    await cancelling;
  }
}

/**
 * Runs queries in one read-only transaction: all of them see the same instant, so that a total and its
 * parts agree while rows come in. Those that do not wait for one another travel together. No statement
 * may take longer than `queryMillisecondsMax`. When the signal fires, the running query is cancelled in
 * PostgreSQL and the signal's reason is thrown. Throws query_too_long, or database_unavailable when the
 * database cannot be reached.
 */
export async function runRead<T>(
  { database }: Pick<QueryDeps, 'database'>,
  run: (reader: Reader) => Promise<T>,
  signal: AbortSignal = new AbortController().signal,
  needs: ReadNeeds = {},
): Promise<T> {
  signal.throwIfAborted();
  const settings = { ...needs, statementMillisecondsMax: limits.queryMillisecondsMax };
  try {
    return await database.snapshot(settings, (snapshot) =>
      runUntilAborted(database, snapshot, run, signal),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw toReadError(error);
  }
}
