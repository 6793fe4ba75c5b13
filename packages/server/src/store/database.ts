import { Kysely, PostgresDialect } from 'kysely';
import type { ClientBase, PoolClient } from 'pg';
import { Pool } from 'pg';
import type { Log } from '../kernel/index.ts';
import { limits } from '../kernel/index.ts';
import { copyRows } from './copy-rows.ts';
import { typeParsers } from './type-parsers.ts';

/** Tables as Kysely sees them; the catalogue says what stands in them. */
export type ReadSchema = Record<string, Record<string, unknown>>;

/** What can be asked within one transaction. */
export interface Transaction {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Copies tuples of the binary COPY format, without header and trailer; returns the rows copied. */
  copy(table: string, columns: readonly string[], chunks: Iterable<Uint8Array>): Promise<number>;
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
   * Builds and runs SELECTs, over connections of its own: `query` and `transaction` never wait for
   * reads that take long.
   */
  readonly reader: Kysely<ReadSchema>;
  /** Waits for what is running, then closes every connection. */
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly connectionString: string;
  /** Of both pools together. */
  readonly connectionsMax: number;
  /** How many transactions run all the time beside those of requests: those of the drains. */
  readonly lanes?: number;
  readonly log: Log;
}

/**
 * How many connections the reads have: what is left by the drains and by `databaseConnectionsKept`
 * for all else, but two, and never more than half where there are few. 0 = too few to be shared out.
 */
function countReaders({ connectionsMax, lanes = 0 }: DatabaseOptions): number {
  const left = connectionsMax - limits.databaseConnectionsKept - lanes;
  return Math.min(Math.max(limits.databaseReadersMin, left), Math.floor(connectionsMax / 2));
}

/** What the parsers rely on, whatever the server or the role has configured. */
const session = `SET TIME ZONE 'UTC'; SET datestyle = 'ISO, MDY'; SET bytea_output = 'hex';
  SET intervalstyle = 'postgres'`;

function createPool({ connectionString, log }: DatabaseOptions, max: number): Pool {
  const pool = new Pool({
    connectionString,
    max,
    types: typeParsers,
    application_name: 'homepot',
    connectionTimeoutMillis: limits.databaseConnectMillisecondsMax,
    keepAlive: true,
    onConnect: async (client) => {
      await client.query(session);
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

function createTransaction(client: ClientBase): Transaction {
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as Row[],
    copy: (table, columns, chunks) => copyRows(client, table, columns, chunks),
  };
}

async function commit(client: ClientBase): Promise<void> {
  const { command } = await client.query('COMMIT');
  // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, not with an error.
  if (command !== 'COMMIT') throw new Error('The transaction had failed and was rolled back');
}

async function runTransaction<T>(
  client: PoolClient,
  run: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  // While nothing is being asked, a lost connection is only told by this event.
  const ignore = () => undefined;
  client.on('error', ignore);
  let broken: boolean | undefined;
  try {
    await client.query('BEGIN');
    const result = await run(createTransaction(client));
    await commit(client);
    return result;
  } catch (error) {
    broken = await client.query('ROLLBACK').then(
      () => undefined,
      () => true,
    );
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
}

/** Creates the pools; they connect when they are first asked. */
export function createDatabase(options: DatabaseOptions): Database {
  const readersMax = countReaders(options);
  const pool = createPool(options, options.connectionsMax - readersMax);
  const readers = readersMax === 0 ? pool : createPool(options, readersMax);
  let stopping: Promise<unknown> | undefined;
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await pool.query(text, [...values])).rows as Row[],
    transaction: async (run) => runTransaction(await pool.connect(), run),
    reader: new Kysely<ReadSchema>({ dialect: new PostgresDialect({ pool: readers }) }),
    async stop() {
      stopping ??= Promise.all([...new Set([pool, readers])].map((each) => each.end()));
      await stopping;
    },
  };
}
