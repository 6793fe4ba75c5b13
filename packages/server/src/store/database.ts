import type { ClientBase, PoolClient, PoolConfig } from 'pg';
import { Pool } from 'pg';
import type { Log } from '../kernel/index.ts';
import { limits } from '../kernel/index.ts';
import type { CopyOut } from './copy-out.ts';
import { copyOut } from './copy-out.ts';
import { copyRows } from './copy-rows.ts';
import type { Snapshot, SnapshotSettings } from './snapshot.ts';
import { runSnapshot } from './snapshot.ts';
import { typeParsers } from './type-parsers.ts';

/** What can be asked within one transaction. */
export interface Transaction {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Copies tuples of the binary COPY format, without header and trailer; returns the rows copied. */
  copy(
    table: string,
    columns: readonly string[],
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<number>;
  /**
   * The answer of a COPY … TO STDOUT, in chunks, as fast as they are taken. Who stops before its end
   * must end the transaction with an error.
   */
  copyOut(statement: string): AsyncIterable<Uint8Array>;
}

/**
 * Connections to PostgreSQL, a pool for reads and one for everything else. int8 comes back as number, timestamptz as ISO 8601 in UTC with
 * six decimals, numeric, date, time and inet as text, jsonb parsed, bytea as Buffer.
 */
export interface Database {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs between BEGIN and COMMIT; what it throws rolls back and is thrown on. */
  transaction<T>(run: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Runs SELECTs in one read-only transaction that sees one instant, over connections of their own:
   * `query` and `transaction` never wait for reads that take long.
   */
  snapshot<T>(settings: SnapshotSettings, run: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  /** Waits for what is running, then closes every connection. */
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly connectionString: string;
  /** Of both pools together; each has one at least, which it opens when it is first asked. */
  readonly connectionsMax: number;
  /** How many transactions run all the time beside those of requests: those of the drains. */
  readonly lanes?: number;
  readonly log: Log;
}

/**
 * How many connections the reads have: what is left by the drains and by `databaseConnectionsKept`
 * for all else, but two, and never more than half where there are few.
 */
function countReaders({ connectionsMax, lanes = 0 }: DatabaseOptions): number {
  const left = connectionsMax - limits.databaseConnectionsKept - lanes;
  const wanted = Math.max(limits.databaseReadersMin, left);
  return Math.max(1, Math.min(wanted, Math.floor(connectionsMax / 2)));
}

/** What the parsers rely on, whatever the server or the role has configured. */
export const sessionSettings = `SET TIME ZONE 'UTC'; SET datestyle = 'ISO, MDY'; SET bytea_output = 'hex';
  SET intervalstyle = 'postgres'`;

function createPool({ connectionString, log }: DatabaseOptions, options: PoolConfig): Pool {
  const pool = new Pool({
    ...options,
    connectionString,
    types: typeParsers,
    application_name: 'homepot',
    connectionTimeoutMillis: limits.databaseConnectMillisecondsMax,
    keepAlive: true,
    onConnect: async (client) => {
      await client.query(sessionSettings);
    },
  });
  // Without a listener, a connection that is lost while nothing is asked would end the process. The
  // error carries the whole connection, so that only its message is told.
  pool.on('error', ({ message }) => {
    if (!pool.ending) log.warn({ reason: message }, 'an idle database connection was lost');
  });
  // Nor may one that is lost while a question is on its way: the question itself fails, and says so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function createTransaction(client: ClientBase, copies: CopyOut[]): Transaction {
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as Row[],
    copy: (table, columns, chunks) => copyRows(client, table, columns, chunks),
    copyOut(statement) {
      const copy = copyOut(client, statement);
      copies.push(copy);
      return copy.chunks;
    },
  };
}

async function commit(client: ClientBase): Promise<void> {
  const { command } = await client.query('COMMIT');
  // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, not with an error.
  if (command !== 'COMMIT') throw new Error('The transaction had failed and was rolled back');
}

/** True where the connection is of no use any more. */
const rollBack = (client: ClientBase): Promise<true | undefined> =>
  client.query('ROLLBACK').then(
    () => undefined,
    () => true,
  );

async function runTransaction<T>(
  client: PoolClient,
  run: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  // While nothing is being asked, a lost connection is only told by this event.
  const ignore = () => undefined;
  client.on('error', ignore);
  const copies: CopyOut[] = [];
  let broken: boolean | undefined;
  try {
    await client.query('BEGIN');
    const result = await run(createTransaction(client, copies));
    await commit(client);
    return result;
  } catch (error) {
    broken = copies.some((copy) => copy.isUnread()) || (await rollBack(client));
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
}

/** Creates the pools; they connect when they are first asked. */
export function createDatabase(options: DatabaseOptions): Database {
  const readersMax = countReaders(options);
  const pool = createPool(options, { max: Math.max(1, options.connectionsMax - readersMax) });
  const readers = createPool(options, {
    max: readersMax,
    // Statements of one read do not wait for each other's way to the database.
    pipeline: true,
    // A new connection must first learn of every table that it reads.
    idleTimeoutMillis: limits.databaseReaderIdleMilliseconds,
  });
  let stopping: Promise<unknown> | undefined;
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await pool.query(text, [...values])).rows as Row[],
    transaction: async (run) => runTransaction(await pool.connect(), run),
    snapshot: (settings, run) => runSnapshot(readers, settings, run),
    async stop() {
      stopping ??= Promise.all([pool.end(), readers.end()]);
      await stopping;
    },
  };
}
