import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '../../../packages/server/src/kernel/index.ts';
import type { Database } from '../../../packages/server/src/store/index.ts';
import {
  createDatabase,
  createEmbeddedPostgres,
  migrate,
} from '../../../packages/server/src/store/index.ts';
import { loadRows } from './load-rows.ts';

/** What is kept beside a database that was filled. */
interface Loaded {
  /** The end of the 30 days, milliseconds since 1970. */
  readonly toMs: number;
  readonly loadSeconds: number;
}

/** A database with so many rows, which runs. */
export interface OpenSize extends Loaded {
  readonly rows: number;
  readonly folder: string;
  readonly connectionString: string;
  readonly database: Database;
  stop(): Promise<void>;
}

async function readLoaded(path: string): Promise<Loaded | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Loaded);
}

async function load(database: Database, rows: number): Promise<Loaded> {
  const toMs = Date.now();
  await loadRows(database, rows, toMs);
  return { toMs, loadSeconds: (Date.now() - toMs) / 1_000 };
}

/**
 * Starts the database of this folder and fills it, unless an earlier run has done so. `loaded.json` is
 * written last, so that a load that was cut off is done again.
 */
export async function openSize(folder: string, rows: number): Promise<OpenSize> {
  const log = createLog('silent');
  const postgres = createEmbeddedPostgres({ folder: join(folder, 'database'), log });
  const { connectionString } = await postgres.start();
  const database = createDatabase({ connectionString, connectionsMax: 4, log });
  const stop = async () => {
    await database.stop();
    await postgres.stop();
  };
  try {
    await migrate(database, log);
    const path = join(folder, 'loaded.json');
    const loaded = (await readLoaded(path)) ?? (await load(database, rows));
    await writeFile(path, JSON.stringify(loaded));
    return { ...loaded, rows, folder, connectionString, database, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
