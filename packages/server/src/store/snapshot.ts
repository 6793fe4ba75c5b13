import type { DatabaseConnection, Driver } from 'kysely';
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Pool, PoolClient, QueryResult } from 'pg';

/** Tables as Kysely sees them; the catalogue says what stands in them. */
export type ReadSchema = Record<string, Record<string, unknown>>;

/** What holds for one snapshot, in PostgreSQL. */
export interface SnapshotSettings {
  /** No statement takes longer. */
  readonly statementMillisecondsMax: number;
  /** What one step of a statement may use before it writes to disk; absent = what the database says. */
  readonly memoryMebibytes?: number;
  /** Processes that help with one statement; absent = what the database says. */
  readonly workersMax?: number;
}

/** The database as of one instant. */
export interface Snapshot {
  /**
   * Builds and runs SELECTs. Those that are begun without waiting for one another travel together: the
   * database does one after the other, and nobody waits for the way in between.
   */
  readonly reader: Kysely<ReadSchema>;
  /** The process of PostgreSQL that serves it. */
  readonly pid: Promise<number>;
}

const nothing = async (): Promise<void> => undefined;

function refuse(): never {
  throw new Error('A snapshot begins and ends by itself, and streams nothing');
}

/** Hands statements over at once, whatever is on its way already; the client keeps their order. */
function createConnection(client: PoolClient): DatabaseConnection {
  return {
    async executeQuery<Row>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      const { rows } = await client.query(sql, [...parameters]);
      return { rows: rows as Row[] };
    },
    streamQuery: refuse,
  };
}

function createReader(client: PoolClient): Kysely<ReadSchema> {
  const connection = createConnection(client);
  const driver: Driver = {
    init: nothing,
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: nothing,
    destroy: nothing,
  };
  return new Kysely<ReadSchema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

function beginText(settings: SnapshotSettings): string {
  const { statementMillisecondsMax, memoryMebibytes, workersMax } = settings;
  const limited = [
    `statement_timeout = ${statementMillisecondsMax}`,
    ...(memoryMebibytes === undefined ? [] : [`work_mem = '${memoryMebibytes}MB'`]),
    ...(workersMax === undefined ? [] : [`max_parallel_workers_per_gather = ${workersMax}`]),
  ];
  return `START TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
    ${limited.map((each) => `SET LOCAL ${each};`).join(' ')} SELECT pg_backend_pid() AS pid`;
}

/** Begins, without waiting until it has begun: what is asked next goes out behind it. */
async function begin(client: PoolClient, settings: SnapshotSettings): Promise<number> {
  // A text of several statements has several results, which the types of pg do not know.
  const results = (await client.query(beginText(settings))) as unknown as QueryResult[];
  return Number(results.at(-1)?.rows[0]?.pid);
}

/** Ends the transaction behind everything that is still on its way, and gives the connection back. */
async function end(client: PoolClient, text: 'COMMIT' | 'ROLLBACK'): Promise<void> {
  await client.query(text).then(
    () => client.release(),
    () => client.release(true),
  );
}

/**
 * Runs SELECTs in one read-only transaction, all of which see the same instant. The clients of the pool
 * must send without waiting (`pipeline`).
 */
export async function runSnapshot<T>(
  pool: Pool,
  settings: SnapshotSettings,
  run: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const pid = begin(client, settings);
  try {
    const [result] = await Promise.all([run({ reader: createReader(client), pid }), pid]);
    // Nothing was written, so that nobody need wait for the end.
    void end(client, 'COMMIT');
    return result;
  } catch (error) {
    await end(client, 'ROLLBACK');
    throw error;
  }
}
