import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Config, Log } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Database, Listener, ListenerOptions, Partitions } from '../../store/index.ts';
import {
  applyLayout,
  classifyDatabaseError,
  createDatabase,
  createEmbeddedPostgres,
  createListener,
  createPartitions,
  migrate,
  requireServer,
} from '../../store/index.ts';
import type { Stack } from './stack.ts';

/** The database of the house, migrated, with the partitions of the next days. */
export interface Store {
  readonly database: Database;
  readonly partitions: Partitions;
  /** For threads, which open connections of their own. */
  readonly connectionString: string;
  /** Opens a connection of its own for notifications. */
  listen(options: Pick<ListenerOptions, 'channel' | 'onNotified'>): Listener;
}

export interface StoreDependencies {
  readonly config: Config;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly stack: Stack;
  readonly signal?: AbortSignal;
  /** Whether rows are moved, however many, where an extension wants tables laid out otherwise. */
  readonly movesRows?: boolean;
}

/** A database that cannot be used, and what to do about it. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** The database that DATABASE_URL names, else the embedded one, which is started. */
export async function findConnection(deps: StoreDependencies): Promise<string> {
  const { config, dataFolder, clock, log, stack } = deps;
  if (config.DATABASE_URL !== undefined) return config.DATABASE_URL;
  const postgres = createEmbeddedPostgres({ folder: join(dataFolder, 'postgres'), log, clock });
  stack.append('embedded database', () => postgres.stop());
  return (await postgres.start()).connectionString;
}

/** Whether a database that fails so may be there in a moment. */
const isPassing = (error: unknown): boolean =>
  error instanceof Error && classifyDatabaseError(error.cause) === 'retry';

/** Tries again while the database is not there yet, as when both start at one time. */
async function waitForDatabase(
  database: Database,
  connectionString: string,
  { clock, log, signal }: StoreDependencies,
): Promise<void> {
  const giveUpMs = clock.monotonicMs() + limits.databaseStartMillisecondsMax;
  let tellAgainMs = 0;
  for (;;) {
    try {
      await requireServer(database, connectionString);
      return;
    } catch (error) {
      const later = isPassing(error) && clock.monotonicMs() < giveUpMs;
      const reason = error instanceof Error ? error.message : String(error);
      if (!later) throw new StoreError(reason, { cause: error });
      if (clock.monotonicMs() >= tellAgainMs) {
        log.warn({ reason }, 'the database does not answer yet; trying again');
        tellAgainMs = clock.monotonicMs() + limits.databaseStartToldMilliseconds;
      }
      await pause(limits.databaseStartPauseMilliseconds, undefined, { signal });
    }
  }
}

/** Opens the database that DATABASE_URL names, else the one in the data folder, laid out as its extensions want. */
export async function openStore(deps: StoreDependencies): Promise<Store> {
  const { config, clock, log, stack } = deps;
  const connectionString = await findConnection(deps);
  const database = createDatabase({
    connectionString,
    connectionsMax: config.DATABASE_CONNECTIONS_MAX,
    lanes: config.SPOOL_LANES,
    log,
  });
  stack.append('database connections', () => database.stop());
  await waitForDatabase(database, connectionString, deps);
  await migrate(database, log);
  const gaps = await applyLayout(database, log, { everything: deps.movesRows === true });
  if (gaps.length > 0) {
    const tables = gaps.map(({ table }) => table);
    log.warn({ tables }, 'tables wait to be laid out; `homepot migrate` moves their rows');
  }
  const partitions = createPartitions({ database, clock, log });
  await partitions.ensureAhead();
  return {
    database,
    partitions,
    connectionString,
    listen: (heard) => createListener({ ...heard, connectionString, clock, log }),
  };
}
