import { randomBytes } from 'node:crypto';
import { chmod, glob, mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog, systemClock } from '../src/kernel/index.ts';
import type { Database } from '../src/store/index.ts';
import {
  createDatabase,
  createEmbeddedPostgres,
  createPartitions,
  migrate,
} from '../src/store/index.ts';

/** The PostgreSQL that one test run shares, and the database that each test file's is copied from. */
export interface TestServer {
  /** Leads to any database but the template, with the right to make databases. */
  readonly connectionString: string;
  readonly template: string;
}

const log = createLog('warn');

/** The same server, another database. */
export function connectionStringOf(server: string, database: string): string {
  const [whole, query] = server.split('?');
  const base = (whole ?? '').replace(/^(postgres(?:ql)?:\/\/[^/]*)(\/.*)?$/, '$1');
  return `${base}/${database}${query === undefined ? '' : `?${query}`}`;
}

/** Runs something on a database and closes the connection. */
export async function withDatabase<T>(
  connectionString: string,
  run: (database: Database) => Promise<T>,
): Promise<T> {
  const database = createDatabase({ connectionString, connectionsMax: 2, log });
  try {
    return await run(database);
  } finally {
    await database.stop();
  }
}

/** Nothing of a test run has to survive a power loss. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_connections: '100',
};

const folderPrefix = '/tmp/homepot-test-';

/** Stops and removes what a test run that was killed has left: its server is gone, its database runs. */
async function removeLeftOvers(): Promise<void> {
  for await (const folder of glob(`${folderPrefix}*`)) {
    const cluster = join(folder, 'postgres');
    const runs = await stat(join(cluster, 'data', 'postmaster.pid')).catch(() => undefined);
    if (runs === undefined) continue;
    const leftOver = createEmbeddedPostgres({ folder: cluster, log: createLog('silent') });
    try {
      await leftOver.start();
    } catch {
      // Another run uses it, or another user owns it.
      continue;
    }
    await leftOver.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startServer(
  external: string | undefined,
): Promise<{ connectionString: string; stop(): Promise<void> }> {
  if (external !== undefined) {
    return { connectionString: external, stop: async () => undefined };
  }
  await removeLeftOvers();
  const folder = await mkdtemp(folderPrefix);
  // The database does not run as root, and must be able to enter.
  await chmod(folder, 0o711);
  const postgres = createEmbeddedPostgres({ folder: join(folder, 'postgres'), log, settings });
  const stop = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await postgres.start()), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createTemplate(connectionString: string, template: string): Promise<void> {
  await withDatabase(connectionString, (database) =>
    database.query(`CREATE DATABASE ${template} TEMPLATE template0 ENCODING 'UTF8'`),
  );
  await withDatabase(connectionStringOf(connectionString, template), async (database) => {
    await migrate(database, log);
    await createPartitions({ database, clock: systemClock, log }).ensureAhead();
  });
}

async function dropDatabases(connectionString: string, prefix: string): Promise<void> {
  await withDatabase(connectionString, async (database) => {
    const rows = await database.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
      [prefix],
    );
    for (const { name } of rows)
      await database.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

/**
 * Starts the PostgreSQL of a test run: an embedded one in a folder below /tmp, or the one that
 * `external` leads to. Returns it with a function that leaves nothing behind.
 */
export async function startTestServer(
  external: string | undefined,
): Promise<{ server: TestServer; stop(): Promise<void> }> {
  const { connectionString, stop } = await startServer(external);
  const prefix = `homepot_test_${randomBytes(4).toString('hex')}`;
  const template = `${prefix}_template`;
  try {
    await createTemplate(connectionString, template);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    server: { connectionString, template },
    stop: async () => {
      if (external !== undefined) await dropDatabases(connectionString, prefix);
      await stop();
    },
  };
}
