import { HomepotError, limits } from '../../kernel/index.ts';
import type { OtlpRow, OtlpTable } from './otlp-rows.ts';

/** The rows that items become, as they are made. */
export interface RowList {
  /** Throws batch_too_large where a table has more rows than a batch may have. */
  add(row: OtlpRow): void;
  readonly rows: readonly OtlpRow[];
}

/** Creates an empty list. It says at the first row too many what the door would say of all of them. */
export function createRowList(): RowList {
  const rows: OtlpRow[] = [];
  const counts: Partial<Record<OtlpTable, number>> = {};
  return {
    rows,
    add(row) {
      const count = (counts[row.table] ?? 0) + 1;
      counts[row.table] = count;
      if (count > limits.recordsPerBatchMax) {
        throw new HomepotError('batch_too_large', {
          message: `The request has more than ${limits.recordsPerBatchMax} records of ${row.table}`,
        });
      }
      rows.push(row);
    },
  };
}
