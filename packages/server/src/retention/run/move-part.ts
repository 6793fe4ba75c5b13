import type { RetentionState } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import type { Part } from './part.ts';
import { partColumns, queryParts } from './part.ts';
import type { RunContext } from './run-context.ts';

/** What is known of a part after a step. */
export interface Moved {
  readonly archivePartId?: number | null;
  readonly rows?: number;
  readonly bytes?: number;
}

/** Takes a part to another state within a transaction that holds the lease; throws where it is in another one. */
export async function movePartIn(
  transaction: Transaction,
  context: Pick<RunContext, 'clock' | 'runId'>,
  part: Part,
  state: RetentionState,
  moved: Moved = {},
): Promise<Part> {
  const now = new Date(context.clock.nowMs()).toISOString();
  const isOver = state === 'dropped';
  const [after] = await queryParts(
    transaction,
    `UPDATE retention_parts SET state = $3::varchar, state_since = $4::timestamptz, run_id = $5, attempts = 0, error = NULL,
       failed_at = NULL, archive_part_id = $6, row_count = $7, byte_count = $8,
       dropped_at = CASE WHEN $9 THEN $4::timestamptz END,
       closed = closed AND $3::varchar <> 'released'
     WHERE id = $1 AND state = $2 RETURNING ${partColumns}`,
    [
      part.id,
      part.state,
      state,
      now,
      context.runId,
      moved.archivePartId === undefined ? part.archivePartId : moved.archivePartId,
      moved.rows ?? part.rows,
      moved.bytes ?? part.bytes,
      isOver,
    ],
  );
  if (after === undefined) throw new Error(`${part.partition} was taken on by somebody else`);
  return after;
}

/** The same in a transaction of its own. Throws LeaseLost. */
export function movePart(
  context: RunContext,
  part: Part,
  state: RetentionState,
  moved?: Moved,
): Promise<Part> {
  return context.database.transaction(async (transaction) => {
    await context.lease.hold(transaction, context.turn);
    return movePartIn(transaction, context, part, state, moved);
  });
}
