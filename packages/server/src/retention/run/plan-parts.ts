import type { Transaction } from '../../store/index.ts';
import type { Policy } from '../policies/policy.ts';
import type { Part } from './part.ts';
import { partColumns, queryParts } from './part.ts';
import type { RunContext } from './run-context.ts';

/** What a part is made of. */
export interface NewPart {
  readonly partition: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly isLot: boolean;
  readonly rows: number | null;
  readonly bytes: number | null;
}

const at = (ms: number) => new Date(ms).toISOString();

/** Says that rows before an instant leave, so that nobody relies on them any more. */
export async function markRemoved(
  { query }: Pick<Transaction, 'query'>,
  table: string,
  untilMs: number,
): Promise<boolean> {
  const rows = await query(
    `UPDATE data_retention_policies SET removed_until = $2
     WHERE table_name = $1 AND (removed_until IS NULL OR removed_until < $2) RETURNING 1`,
    [table, at(untilMs)],
  );
  return rows.length > 0;
}

/**
 * Enters parts of a table that leave, those that are entered already left out, and closes their time: the
 * drains make no partition there any more. Whoever makes one just now is waited for, by the lock that they
 * hold meanwhile.
 */
export function planParts(
  context: RunContext,
  { table, archive }: Policy,
  parts: readonly NewPart[],
): Promise<readonly Part[]> {
  const { database, lease, turn, runId, clock } = context;
  return database.transaction(async (transaction) => {
    await lease.hold(transaction, turn);
    await transaction.query(
      `SELECT pg_advisory_xact_lock(hashtext('homepot partitions'), hashtext($1))`,
      [table],
    );
    const planned = await queryParts(
      transaction,
      `INSERT INTO retention_parts (table_name, partition_name, from_at, until_at, state, is_lot,
         archive, closed, row_count, byte_count, run_id, planned_at, state_since)
       SELECT $1::varchar, partition, from_at, until_at, 'planned', is_lot, $2, NOT is_lot, nullif(rows, -1),
         bytes, $3, $4, $4
       FROM unnest($5::varchar[], $6::timestamptz[], $7::timestamptz[], $8::boolean[], $9::bigint[], $10::bigint[])
         AS given (partition, from_at, until_at, is_lot, rows, bytes)
       WHERE NOT EXISTS (SELECT 1 FROM retention_parts known
         WHERE known.table_name = $1::varchar AND known.partition_name = partition
           AND known.state NOT IN ('dropped', 'released'))
       ORDER BY from_at
       RETURNING ${partColumns}`,
      [
        table,
        archive,
        runId,
        at(clock.nowMs()),
        parts.map(({ partition }) => partition),
        parts.map(({ fromMs }) => at(fromMs)),
        parts.map(({ untilMs }) => at(untilMs)),
        parts.map(({ isLot }) => isLot),
        parts.map(({ rows }) => rows),
        parts.map(({ bytes }) => bytes),
      ],
    );
    const untilMs = Math.max(...planned.map((part) => part.untilMs));
    if (Number.isFinite(untilMs)) await markRemoved(transaction, table, untilMs);
    return planned;
  });
}
