import { HomepotError } from '../../kernel/index.ts';
import { toParquetColumns } from '../parquet/table-columns.ts';
import type { ArchiveDependencies } from './archive-dependencies.ts';
import { compareSummaries } from './content/compare-summaries.ts';
import type { SummaryRow } from './content/summary-sql.ts';
import { readSummary, summarySql } from './content/summary-sql.ts';
import type { WrittenPart } from './parts/stored-part.ts';
import { nameOfPart, readPart, requireTable, requireWritten } from './parts/stored-part.ts';
import { summarisePart } from './summarise-part.ts';
import { rowsOf } from './write-file.ts';

const instant = (ms: number) => new Date(ms).toISOString();

async function compareWithRows(
  { database }: ArchiveDependencies,
  part: WrittenPart,
): Promise<void> {
  const table = requireTable(part.table_name);
  const rows = rowsOf(table, {
    table: table.name,
    partition: part.partition_name,
    fromMs: Date.parse(part.from_at),
    untilMs: Date.parse(part.until_at),
  });
  const [row] = await database.query<SummaryRow>(summarySql(table, rows));
  if (row === undefined) throw new Error('PostgreSQL added nothing up');
  const faults = compareSummaries(toParquetColumns(table), readSummary(table, row), part.manifest);
  if (faults.length === 0) return;
  throw new HomepotError('archive_differs', {
    message: `${nameOfPart(part)} does not hold the rows of ${part.partition_name}: ${faults.join('; ')}`,
  });
}

/** A part that was verified once and is not right any more must not be settled. */
async function noteFault({ database }: ArchiveDependencies, id: number, error: unknown) {
  const reason = error instanceof Error ? error.message : String(error);
  await database.query(
    `UPDATE archive_parts SET state = 'written', verified_at = NULL, fault = $2
     WHERE id = $1 AND state IN ('written', 'verified')`,
    [id, reason],
  );
}

/**
 * Reads a written part back from the storage, and compares it with the rows, which are still in the
 * database, as PostgreSQL adds them up. Only a part for which this was done can be settled. Throws
 * archive_differs, archive_damaged, archive_missing or storage_*.
 */
export async function verifyPart(deps: ArchiveDependencies, id: number): Promise<WrittenPart> {
  const { database, clock } = deps;
  const part = requireWritten(await readPart(database, id));
  try {
    await summarisePart(deps, part);
    await compareWithRows(deps, part);
  } catch (error) {
    await noteFault(deps, id, error);
    throw error;
  }
  await database.query(
    `UPDATE archive_parts SET state = 'verified', verified_at = $2, checked_at = $2, fault = NULL
     WHERE id = $1 AND state IN ('written', 'verified')`,
    [id, instant(clock.nowMs())],
  );
  return requireWritten(await readPart(database, id));
}
