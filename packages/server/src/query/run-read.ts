import type { Kysely, KyselyPlugin } from 'kysely';
import { sql } from 'kysely';
import type { Clock } from '../kernel/index.ts';
import { HomepotError, limits } from '../kernel/index.ts';
import type { Database, ReadSchema } from '../store/index.ts';
import { classifyDatabaseError, isCancelled } from '../store/index.ts';

/** What this room needs. */
export interface QueryDeps {
  readonly database: Pick<Database, 'reader' | 'query'>;
  readonly clock: Clock;
}

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

/** Limits every statement of the transaction; returns the process of PostgreSQL that serves it. */
async function begin(transaction: Reader): Promise<number | undefined> {
  const timeout = String(limits.queryMillisecondsMax);
  const { rows } = await sql<{ pid: number }>`
    select set_config('statement_timeout', ${timeout}, true), pg_backend_pid() as pid`.execute(
    transaction,
  );
  return rows[0]?.pid;
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
  transaction: Reader,
  run: (reader: Reader) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const pid = await begin(transaction);
  let cancelling: Promise<unknown> | undefined;
  const cancel = () => {
    // Not over the connections of reads: all of them may be busy with what is to be cancelled.
    cancelling = database.query('select pg_cancel_backend($1)', [pid]).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await run(transaction.withPlugin(refuseWhenAborted(signal)));
  } finally {
    signal.removeEventListener('abort', cancel);
    await cancelling;
  }
}

/**
 * Runs queries in one read-only transaction: all of them see the same instant, so that a total and its
 * parts agree while rows come in. No statement may take longer than `queryMillisecondsMax`. When the signal fires, the running query is cancelled in PostgreSQL and the
 * signal's reason is thrown. Throws query_too_long, or database_unavailable when the database cannot
 * be reached.
 */
export async function runRead<T>(
  { database }: Pick<QueryDeps, 'database'>,
  run: (reader: Reader) => Promise<T>,
  signal: AbortSignal = new AbortController().signal,
): Promise<T> {
  signal.throwIfAborted();
  try {
    return await database.reader
      .transaction()
      .setAccessMode('read only')
      .setIsolationLevel('repeatable read')
      .execute((transaction) => runUntilAborted(database, transaction, run, signal));
  } catch (error) {
    signal.throwIfAborted();
    throw toReadError(error);
  }
}
