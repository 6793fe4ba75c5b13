import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { createLog } from '../src/kernel/index.ts';
import type { Database } from '../src/store/index.ts';
import { createDatabase } from '../src/store/index.ts';
import { connectionStringOf, withDatabase } from './test-server.ts';

/** A database of one test file: migrated, with the partitions of the next days, otherwise empty. */
export interface TestDatabase {
  readonly database: Database;
  readonly connectionString: string;
  /** Closes the connections and removes the database. */
  drop(): Promise<void>;
}

const log = createLog('warn');

/** Makes a database; with `empty`, one without any table. */
export async function createTestDatabase(options?: { empty?: boolean }): Promise<TestDatabase> {
  const { connectionString: server, template } = inject('testServer');
  const prefix = template.replace(/_template$/, '');
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  const source = options?.empty ? "template0 ENCODING 'UTF8'" : template;
  await withDatabase(server, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${source}`));
  const connectionString = connectionStringOf(server, name);
  const database = createDatabase({ connectionString, connectionsMax: 8, log });
  return {
    database,
    connectionString,
    async drop() {
      await database.stop();
      await withDatabase(server, (admin) =>
        admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      );
    },
  };
}
