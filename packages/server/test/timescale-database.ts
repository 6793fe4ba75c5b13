import { randomBytes } from 'node:crypto';
import { Kysely, PGliteDialect } from 'kysely';
import { createLog } from '../src/kernel/index.ts';
import type { Database, ReadSchema, Transaction } from '../src/store/index.ts';
import { createDatabase } from '../src/store/index.ts';
import { typeParsers } from '../src/store/type-parsers.ts';
import { testTimescaleUrl } from './environment.ts';
import { connectionStringOf, withDatabase } from './test-server.ts';

/** An empty database with TimescaleDB made in it. */
export interface TimescaleDatabase {
  readonly database: Database;
  drop(): Promise<void>;
}

/** What is used of PGlite, PostgreSQL in this process. */
interface Pglite {
  exec(text: string, options?: object): Promise<{ rows: unknown[]; affectedRows?: number }[]>;
  query(
    text: string,
    values: unknown[],
    options?: object,
  ): Promise<{ rows: unknown[]; affectedRows?: number }>;
  close(): Promise<void>;
}

/** A PGlite with TimescaleDB in it. A name that is not written out: the package may be absent. */
const packageName = ['@unni-craftsman', 'pglite'].join('/');

async function loadPglite(): Promise<Pglite | undefined> {
  try {
    import.meta.resolve(packageName);
  } catch {
    return undefined;
  }
  const { PGlite } = await import(packageName);
  const { timescaledb } = await import(`${packageName}/timescaledb`);
  const { pg_trgm } = await import(`${packageName}/contrib/pg_trgm`);
  return PGlite.create({ extensions: { timescaledb, pg_trgm } });
}

/** bool to jsonb, and the arrays of them: what our statements return. */
const oids = [20, 114, 3802, 1082, 1083, 1114, 1184, 1186, 1266, 1700, 869];
const parsers = Object.fromEntries(oids.map((oid) => [oid, typeParsers.getTypeParser(oid)]));

/** Signature, flags and the length of the header's extension, as PostgreSQL's binary COPY wants. */
const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const trailer = Buffer.from([0xff, 0xff]);

function createAsked(pglite: Pglite): Transaction {
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      if (values.length > 0)
        return (await pglite.query(text, [...values], { parsers })).rows as Row[];
      return ((await pglite.exec(text, { parsers })).at(-1)?.rows ?? []) as Row[];
    },
    async copy(table, columns, chunks) {
      const blob = new Blob([header, ...(chunks as Iterable<Uint8Array<ArrayBuffer>>), trailer]);
      const list = columns.map((column) => `"${column}"`).join(', ');
      const text = `COPY "${table}" (${list}) FROM '/dev/blob' (FORMAT binary)`;
      return (await pglite.query(text, [], { blob })).affectedRows ?? 0;
    },
    copyOut() {
      throw new Error('PGlite copies nothing out here.');
    },
  };
}

/** One connection, which a transaction has for itself; what else is asked waits for its end. */
function asDatabase(pglite: Pglite): Database {
  const asked = createAsked(pglite);
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(run: () => Promise<T>): Promise<T> => {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  };
  const reader = new Kysely<ReadSchema>({
    dialect: new PGliteDialect({ pglite: () => pglite as never }),
  });
  return {
    query: (text, values) => alone(() => asked.query(text, values)),
    transaction: (run) =>
      alone(async () => {
        await pglite.exec('BEGIN');
        try {
          const result = await run(asked);
          await pglite.exec('COMMIT');
          return result;
        } catch (error) {
          await pglite.exec('ROLLBACK');
          throw error;
        }
      }),
    snapshot: (_settings, run) => run({ reader, pid: Promise.resolve(0) }),
    stop: () => pglite.close(),
  };
}

async function openServer(url: string): Promise<TimescaleDatabase> {
  const name = `homepot_timescale_${randomBytes(6).toString('hex')}`;
  await withDatabase(url, (admin) => admin.query(`CREATE DATABASE ${name}`));
  const connectionString = connectionStringOf(url, name);
  await withDatabase(connectionString, (admin) => admin.query('CREATE EXTENSION timescaledb'));
  const database = createDatabase({ connectionString, connectionsMax: 8, log: createLog('warn') });
  return {
    database,
    async drop() {
      await database.stop();
      await withDatabase(url, (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/**
 * A database with TimescaleDB: of the server that TEST_TIMESCALE_URL names, else PGlite in this process;
 * undefined where there is neither.
 */
export async function openTimescale(): Promise<TimescaleDatabase | undefined> {
  if (testTimescaleUrl !== undefined) return openServer(testTimescaleUrl);
  const pglite = await loadPglite();
  if (pglite === undefined) return undefined;
  await pglite.exec("CREATE EXTENSION timescaledb; SET TIME ZONE 'UTC'");
  const database = asDatabase(pglite);
  return { database, drop: () => database.stop() };
}
