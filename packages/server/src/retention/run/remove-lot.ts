import { findPolicyStory } from '@homepot/catalogue';
import { removeAuditRows } from '../../auth/index.ts';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import { lastAuditRowBefore } from '../rows/audit-end.ts';
import { movePartIn } from './move-part.ts';
import { noteGone } from './note-gone.ts';
import type { Part } from './part.ts';
import type { RunContext } from './run-context.ts';
import { requireLeaving } from './stays-after-all.ts';

const at = (ms: number) => new Date(ms).toISOString();

async function removePlain({ query }: Transaction, part: Part): Promise<number> {
  const column = quoteIdentifier(findPolicyStory(part.table)?.timeColumn ?? '');
  const [gone] = await query<{ count: number }>(
    `WITH gone AS (DELETE FROM ${quoteIdentifier(part.table)}
       WHERE ${column} >= $1 AND ${column} < $2 RETURNING 1)
     SELECT count(*) AS count FROM gone`,
    [at(part.fromMs), at(part.untilMs)],
  );
  return gone?.count ?? 0;
}

/** The audit trail leaves an anchor where it was cut off. */
async function removeAudit(
  { auditSeal, clock }: RunContext,
  transaction: Transaction,
  part: Part,
): Promise<number> {
  const throughId = await lastAuditRowBefore(transaction, part.untilMs);
  if (throughId === undefined) return 0;
  return removeAuditRows(transaction, throughId, auditSeal, clock.nowMs());
}

/**
 * Deletes the rows of a lot, and gives them to the archive, in one transaction: a lot is small enough for
 * that. Throws where other rows would leave than were archived.
 */
export function removeLot(context: RunContext, part: Part): Promise<Part> {
  const { database, clock, lease, turn, archive, runId } = context;
  return database.transaction(async (transaction) => {
    await lease.hold(transaction, turn);
    await requireLeaving(transaction, part, clock.nowMs());
    const rows =
      part.table === 'audit_logs'
        ? await removeAudit(context, transaction, part)
        : await removePlain(transaction, part);
    if (part.archive && rows !== part.rows) {
      throw new Error(`${rows} rows would leave ${part.table}, and ${part.rows} were archived`);
    }
    const dropped = await movePartIn(transaction, context, part, 'dropped', { rows });
    if (part.archive && part.archivePartId !== null) {
      await archive.settle(transaction, part.archivePartId);
    }
    const bytes = part.bytes ?? 0;
    await noteGone(transaction, runId, { table: part.table, partitions: 0, rows, bytes });
    return dropped;
  });
}
