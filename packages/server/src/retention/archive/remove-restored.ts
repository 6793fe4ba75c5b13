import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { ArchiveDependencies } from './archive-dependencies.ts';
import type { WrittenPart } from './parts/stored-part.ts';
import { requireTable } from './parts/stored-part.ts';
import { fileOf, runReading } from './thread/read-part.ts';
import type { RowKeys } from './thread/reading-job.ts';

/**
 * Takes exactly the rows of the file out of the table: others of the same days may have come since. Returns how
 * many there were.
 */
export async function removeRestored(
  transaction: Transaction,
  { storage }: Pick<ArchiveDependencies, 'storage'>,
  part: WrittenPart,
): Promise<number> {
  const { name, timeColumn } = requireTable(part.table_name);
  const time = quoteIdentifier(timeColumn);
  const statement = `WITH gone AS (DELETE FROM ${quoteIdentifier(name)} AS rows
      USING unnest($1::timestamptz[], $2::bigint[]) AS leaving (at, id)
      WHERE rows.${time} = leaving.at AND rows.id = leaving.id RETURNING 1)
    SELECT count(*) AS count FROM gone`;
  let removed = 0;
  await runReading(
    storage,
    part,
    { kind: 'keys', file: fileOf(part), timeColumn, rowsMax: limits.restoredRowsRemovedMax },
    {
      async keys({ times, ids }: RowKeys) {
        const [gone] = await transaction.query<{ count: number }>(statement, [times, ids]);
        removed += gone?.count ?? 0;
      },
    },
  );
  return removed;
}
