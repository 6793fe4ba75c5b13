import type { Provenance } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';

/**
 * Writes records of a telemetry table into the outbox, within the transaction of the change that they
 * tell of. Once that is committed they go through the door, once, as the house's own. Each record
 * should say its `timestamp`: it is handed over somewhat later. Nothing is validated here.
 */
export async function appendOutbox(
  transaction: Transaction,
  table: string,
  records: readonly object[],
  provenance: Provenance,
): Promise<void> {
  const parts: string[] = [];
  for (let from = 0; from < records.length; from += limits.recordsPerBatchMax) {
    parts.push(JSON.stringify(records.slice(from, from + limits.recordsPerBatchMax)));
  }
  if (parts.length === 0) return;
  await transaction.query(
    `INSERT INTO outbox (batch_id, table_name, provenance, records, created_at)
     SELECT gen_random_uuid()::text, $1, $2, records, clock_timestamp()
     FROM unnest($3::jsonb[]) AS given (records)`,
    [table, provenance, parts],
  );
}
