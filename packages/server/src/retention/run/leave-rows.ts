import { setTimeout as pause } from 'node:timers/promises';
import type { Hold } from '../holds/hold.ts';
import { heldInWords } from '../plan/find-due.ts';
import type { Policy } from '../policies/policy.ts';
import { findNextLot, lotsEndMs } from '../rows/next-lot.ts';
import type { OldRows } from '../rows/old-rows.ts';
import { oldRowsOf, readOldest } from '../rows/old-rows.ts';
import { removeOldRows } from '../rows/remove-old-rows.ts';
import { advancePart } from './advance-part.ts';
import { noteSkipped } from './note-skipped.ts';
import { markRemoved, planParts } from './plan-parts.ts';
import type { RunContext } from './run-context.ts';

/** Rows of one table that are to leave. */
export interface LeavingRows {
  readonly policy: Policy;
  readonly old: OldRows;
}

/** Says of every table without partitions that its old rows leave, so that readers hear of it in time. */
export async function announceRows(
  context: RunContext,
  policies: readonly Policy[],
  holds: readonly Hold[],
): Promise<readonly LeavingRows[]> {
  const leaving: LeavingRows[] = [];
  for (const policy of policies) {
    if (policy.story.way !== 'rows' || !policy.enabled) continue;
    const mine = holds.filter(({ table }) => table === policy.table);
    const words = heldInWords(mine);
    if (words !== undefined) await noteSkipped(context, policy.table, words);
    const old = oldRowsOf(policy, holds, context.clock.nowMs());
    if ((await readOldest(context.database, policy, old)) === undefined) continue;
    leaving.push({ policy, old });
    const isNew = await markRemoved(context.database, policy.table, old.beforeMs);
    if (isNew) context.graceFromMs = context.clock.monotonicMs();
  }
  return leaving;
}

/** Those who read numbers hear within seconds what they may not rely on; those who read already come to their end. */
async function waitForReaders({ clock, graceFromMs, graceMs, signal }: RunContext): Promise<void> {
  const leftMs = graceFromMs + graceMs - clock.monotonicMs();
  if (leftMs > 0) await pause(leftMs, undefined, { signal });
}

async function leaveLots(context: RunContext, policy: Policy, holds: readonly Hold[]) {
  const endMs = lotsEndMs(policy, holds, context.clock.nowMs());
  for (;;) {
    context.signal.throwIfAborted();
    if (context.archiveAway !== undefined) {
      await noteSkipped(context, policy.table, `not archived: ${context.archiveAway}`);
      return;
    }
    const lot = await findNextLot(context.database, policy, endMs);
    if (lot === undefined) return;
    const { table } = policy;
    const made = { partition: table, ...lot, isLot: true, rows: null, bytes: null };
    const [part] = await planParts(context, policy, [made]);
    // One that failed before is tried again by the run itself, and the next lot comes after it.
    if (part === undefined) return;
    if ((await advancePart(context, part)).state !== 'dropped') return;
  }
}

/** Removes the old rows of tables without partitions, archived first where the policy says so. */
export async function leaveRows(
  context: RunContext,
  leaving: readonly LeavingRows[],
  holds: readonly Hold[],
): Promise<void> {
  if (leaving.length > 0) await waitForReaders(context);
  for (const { policy, old } of leaving) {
    if (policy.archive) await leaveLots(context, policy, holds);
    else await removeOldRows(context, old);
  }
}
