import type { Hold } from '../holds/hold.ts';
import type { DuePartition } from '../plan/find-due.ts';
import { findDuePartitions } from '../plan/find-due.ts';
import type { Policy } from '../policies/policy.ts';
import { advancePart } from './advance-part.ts';
import { noteSkipped } from './note-skipped.ts';
import type { Part } from './part.ts';
import { planParts } from './plan-parts.ts';
import type { RunContext } from './run-context.ts';

/** Tells what stays and why, one line a reason. */
function staysInWords(due: readonly DuePartition[]): string {
  const byReason = Map.groupBy(due, ({ stays }) => stays ?? '');
  return [...byReason]
    .map(([reason, each]) => `${each.length} of its partitions: ${reason}`)
    .join('. ');
}

/** Takes parts on, one after the other: one that fails stays, and keeps no other from leaving. */
export async function advanceParts(context: RunContext, parts: readonly Part[]): Promise<void> {
  for (const part of parts) {
    if (part.archive && context.archiveAway !== undefined) {
      await noteSkipped(context, part.table, `not archived: ${context.archiveAway}`);
      if (part.state !== 'detached') continue;
    }
    await advancePart(context, part);
  }
}

/** Archives and drops the partitions of a table that are old enough. */
export async function leavePartitions(
  context: RunContext,
  policy: Policy,
  holds: readonly Hold[],
): Promise<void> {
  const due = await findDuePartitions(context, policy, holds, context.clock.nowMs());
  const staying = due.filter(({ stays }) => stays !== undefined);
  if (staying.length > 0) await noteSkipped(context, policy.table, staysInWords(staying));
  const leaving = due.filter(({ stays }) => stays === undefined);
  if (leaving.length === 0) return;
  const parts = leaving.map(({ name, fromMs, untilMs, bytes, rowsEstimate }) => ({
    partition: name,
    fromMs,
    untilMs,
    isLot: false,
    rows: rowsEstimate,
    bytes,
  }));
  await advanceParts(context, await planParts(context, policy, parts));
}
