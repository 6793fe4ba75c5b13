import type { ObjectStorage } from '../../../packages/server/src/retention/index.ts';
import { openParquet } from '../../../packages/server/src/retention/index.ts';
import type { Database } from '../../../packages/server/src/store/index.ts';
import { quoteIdentifier } from '../../../packages/server/src/store/index.ts';
import type { EnteredRows } from './old-rows.ts';

interface FoundPart {
  readonly object_key: string;
}

async function readArchivedIds(storage: ObjectStorage, key: string): Promise<readonly number[]> {
  const bytes = await storage.size(key);
  if (bytes === undefined) throw new Error(`${key} is not there`);
  const file = await openParquet({
    bytes,
    async read(start, end) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of storage.read(key, { start, end })) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  });
  const ids: number[] = [];
  for (const [index] of file.groups.entries()) {
    const values = (await file.readGroup(index, ['id'])).get('id') ?? [];
    ids.push(...Array.from(values, Number));
  }
  return ids;
}

/** Where the rows of a table are. */
interface Places {
  readonly database: ReadonlySet<number>;
  readonly archive: ReadonlySet<number>;
}

/** Tables that were partitions of this one, and are tables of their own. */
async function listDetached(database: Database, table: string): Promise<readonly string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r'
       AND relname ~ ('^' || $1 || '_\\d{4}_\\d\\d_\\d\\d$')
       AND (NOT relispartition OR EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = pg_class.oid AND i.inhdetachpending))`,
    [table],
  );
  return rows.map(({ name }) => name);
}

async function findPlaces(
  database: Database,
  storage: ObjectStorage,
  table: string,
): Promise<Places> {
  const inDatabase = new Set<number>();
  for (const name of [table, ...(await listDetached(database, table))]) {
    const rows = await database.query<{ id: number }>(`SELECT id FROM ${quoteIdentifier(name)}`);
    for (const { id } of rows) inDatabase.add(id);
  }
  const parts = await database.query<FoundPart>(
    `SELECT object_key FROM archive_parts WHERE table_name = $1 AND state = 'archived'`,
    [table],
  );
  const inArchive = new Set<number>();
  for (const { object_key } of parts) {
    for (const id of await readArchivedIds(storage, object_key)) inArchive.add(id);
  }
  return { database: inDatabase, archive: inArchive };
}

/** What is wrong with the places of rows. */
export interface Misplaced {
  /** Rows in neither the database nor the archive. */
  readonly lost: number;
  /** Rows in both. */
  readonly doubled: number;
}

/** Looks for every row that was entered, in the database and in the files of the archive. */
export async function findMisplaced(
  database: Database,
  storage: ObjectStorage,
  entered: EnteredRows,
): Promise<Misplaced> {
  let [lost, doubled] = [0, 0];
  for (const [table, ids] of entered) {
    const places = await findPlaces(database, storage, table);
    for (const id of ids) {
      const [here, there] = [places.database.has(id), places.archive.has(id)];
      if (!here && !there) lost += 1;
      if (here && there) doubled += 1;
    }
  }
  return { lost, doubled };
}
