import type { RetentionState } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';

/** A partition, or a lot of rows of an unpartitioned table, on its way out. */
export interface Part {
  readonly id: number;
  readonly table: string;
  readonly partition: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly state: RetentionState;
  readonly isLot: boolean;
  readonly archive: boolean;
  readonly archivePartId: number | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly attempts: number;
  readonly error: string | null;
  readonly failedAt: string | null;
}

interface StoredPart {
  readonly id: number;
  readonly table_name: string;
  readonly partition_name: string;
  readonly from_at: string;
  readonly until_at: string;
  readonly state: RetentionState;
  readonly is_lot: boolean;
  readonly archive: boolean;
  readonly archive_part_id: number | null;
  readonly row_count: number | null;
  readonly byte_count: number | null;
  readonly attempts: number;
  readonly error: string | null;
  readonly failed_at: string | null;
}

/** The columns of which a part is made. */
export const partColumns = `id, table_name, partition_name, from_at, until_at, state, is_lot, archive,
  archive_part_id, row_count, byte_count, attempts, error, failed_at`;

const toPart = (stored: StoredPart): Part => ({
  id: stored.id,
  table: stored.table_name,
  partition: stored.partition_name,
  fromMs: Date.parse(stored.from_at),
  untilMs: Date.parse(stored.until_at),
  state: stored.state,
  isLot: stored.is_lot,
  archive: stored.archive,
  archivePartId: stored.archive_part_id,
  rows: stored.row_count,
  bytes: stored.byte_count,
  attempts: stored.attempts,
  error: stored.error,
  failedAt: stored.failed_at,
});

/** Reads parts by a statement that returns `partColumns`. */
export async function queryParts(
  { query }: Pick<Transaction, 'query'>,
  text: string,
  values: readonly unknown[],
): Promise<readonly Part[]> {
  return (await query<StoredPart>(text, values)).map(toPart);
}

/** The parts that are on their way, those that are farthest first: what is detached nobody sees. */
export function readOpenParts(database: Pick<Transaction, 'query'>): Promise<readonly Part[]> {
  return queryParts(
    database,
    `SELECT ${partColumns} FROM retention_parts WHERE state NOT IN ('dropped', 'released')
     ORDER BY state = 'detached' DESC, id`,
    [],
  );
}
