import { createLog } from '../../packages/server/src/kernel/index.ts';
import type { Database } from '../../packages/server/src/store/index.ts';
import { createDatabase, createEmbeddedPostgres } from '../../packages/server/src/store/index.ts';

/** A PostgreSQL of its own, which the server under test knows by its URL only. */
export interface ScratchDatabase {
  readonly connectionString: string;
  readonly database: Database;
  /** Stops PostgreSQL and leaves the connections to notice. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL in this folder. */
export async function startScratchDatabase(folder: string): Promise<ScratchDatabase> {
  const log = createLog('silent');
  let postgres = createEmbeddedPostgres({ folder, log });
  const { connectionString } = await postgres.start();
  const database = createDatabase({ connectionString, connectionsMax: 4, log });
  return {
    connectionString,
    database,
    pause: () => postgres.stop(),
    resume: async () => {
      postgres = createEmbeddedPostgres({ folder, log });
      await postgres.start();
    },
    stop: async () => {
      await database.stop();
      await postgres.stop();
    },
  };
}
