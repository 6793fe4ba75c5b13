import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestDatabase } from '../../../../test/test-database.ts';
import { createTestDatabase } from '../../../../test/test-database.ts';
import { createLog, createManualClock } from '../../../kernel/index.ts';
import type { Partitions } from '../../../store/index.ts';
import { createPartitions, quoteIdentifier } from '../../../store/index.ts';
import { createFolderStorage } from '../../storage/folder-storage.ts';
import type { ObjectStorage } from '../../storage/object-storage.ts';
import type { Archive } from '../create-archive.ts';
import { createArchive } from '../create-archive.ts';
import { requireTable } from '../parts/stored-part.ts';

const dayMs = 86_400_000;
/** The day that made-up rows lie on. */
const someDayMs = Date.UTC(2026, 9, 5);

/** An archive in a folder, over a database of a test. */
export interface ArchiveGround {
  readonly database: TestDatabase['database'];
  readonly testDatabase: TestDatabase;
  readonly archive: Archive;
  readonly folder: string;
  readonly storage: ObjectStorage;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly partitions: Partitions;
  /** Another archive over the same database. */
  archiveIn(storage: ObjectStorage): Archive;
  /** Stores rows whose ids are given by the database. */
  store(table: string, rows: readonly unknown[]): Promise<void>;
  /** The part of all rows of a table on the day of made-up rows: a whole partition. */
  dayOf(table: string): { table: string; partition: string; fromMs: number; untilMs: number };
  /** Takes the partition away as retention does it: its days are closed, and the part is settled with it. */
  drop(table: string, partId: number): Promise<void>;
  remove(): Promise<void>;
}

const widths = { day: 1, week: 7, month: 31 };

export async function openArchiveGround(): Promise<ArchiveGround> {
  const testDatabase = await createTestDatabase();
  const { database } = testDatabase;
  const folder = await mkdtemp(join(tmpdir(), 'homepot-archive-'));
  const clock = createManualClock(Date.UTC(2026, 10, 20));
  const log = createLog('silent');
  const partitions = createPartitions({ database, clock, log });
  const storage = createFolderStorage(folder, { clock });
  const archiveIn = (given: ObjectStorage) =>
    createArchive({ database, partitions, clock, log, storage: given, writtenBy: 'homepot test' });

  function dayOf(name: string) {
    const { partition } = requireTable(name);
    if (partition === undefined) {
      return { table: name, partition: name, fromMs: someDayMs, untilMs: someDayMs + dayMs };
    }
    const first = partition === 'month' ? Date.UTC(2026, 9, 1) : someDayMs;
    const date = new Date(first).toISOString().slice(0, 10).replaceAll('-', '_');
    const untilMs = first + widths[partition] * dayMs;
    return { table: name, partition: `${name}_${date}`, fromMs: first, untilMs };
  }

  return {
    database,
    testDatabase,
    archive: archiveIn(storage),
    folder,
    storage,
    clock,
    partitions,
    archiveIn,
    dayOf,
    async store(name, rows) {
      await partitions.ensure(name, [someDayMs / dayMs]);
      const columns = Object.keys(requireTable(name).columns).filter((each) => each !== 'id');
      const list = columns.map(quoteIdentifier).join(', ');
      await database.query(
        `INSERT INTO ${quoteIdentifier(name)} (${list})
         SELECT ${list} FROM jsonb_populate_recordset(null::${quoteIdentifier(name)}, $1)`,
        [JSON.stringify(rows)],
      );
    },
    async drop(name, partId) {
      const part = dayOf(name);
      const partition = quoteIdentifier(part.partition);
      await database.transaction(async (transaction) => {
        await transaction.query(
          `ALTER TABLE ${quoteIdentifier(name)} DETACH PARTITION ${partition}`,
        );
        await transaction.query(`DROP TABLE ${partition}`);
        await archiveIn(storage).settle(transaction, partId);
        await transaction.query(
          `INSERT INTO retention_parts (table_name, partition_name, from_at, until_at, state, is_lot,
             archive, closed, archive_part_id, run_id, planned_at, state_since)
           VALUES ($1, $2, $3, $4, 'dropped', false, true, true, $5, 1, now(), now())`,
          [name, part.partition, new Date(part.fromMs), new Date(part.untilMs), partId],
        );
      });
    },
    async remove() {
      await testDatabase.drop();
      await rm(folder, { recursive: true });
    },
  };
}
