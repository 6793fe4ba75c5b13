import type { TableDigest, TransferTable, TransferTarget } from '../../store/index.ts';
import { BackupError } from './backup-error.ts';
import type { Progress } from './progress.ts';

/** Where the rows of a table come from, and what they sum up to once they were read. */
export interface TableRows {
  /** Feeds the stream of a binary COPY to `store`. */
  feed(store: (rows: AsyncIterable<Uint8Array>) => Promise<void>): Promise<TableDigest>;
}

function requireSame({ name }: TransferTable, wanted: TableDigest, found: TableDigest): void {
  if (wanted.rows === found.rows && wanted.hash === found.hash) return;
  throw new BackupError(
    `The rows of ${name} are not the same in the new database: ${found.rows} rows (${found.hash}), not ${wanted.rows} (${wanted.hash}). The old ones were not touched.`,
  );
}

/** Fills every table, each in a transaction of its own, and compares what is there with what was read. */
export async function fillTarget(
  target: TransferTarget,
  tables: readonly TransferTable[],
  rowsOf: (table: TransferTable) => TableRows,
  progress: Progress,
): Promise<number> {
  let rows = 0;
  for (const [i, table] of tables.entries()) {
    progress.begin(`${table.name} (${i + 1} of ${tables.length} tables)`);
    const read = await rowsOf(table).feed(async (stream) => {
      await target.fill(table, stream);
    });
    requireSame(table, read, await target.digest(table));
    rows += read.rows;
  }
  return rows;
}
