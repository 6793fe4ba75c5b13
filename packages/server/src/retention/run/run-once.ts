import { limits } from '../../kernel/index.ts';
import { requireClock } from '../clock/require-clock.ts';
import { readKeeping } from '../holds/read-keeping.ts';
import { measureSizes } from '../overview/measure-sizes.ts';
import type { Policy } from '../policies/policy.ts';
import { readPolicies } from '../policies/policy.ts';
import { LeaseLost } from './lease.ts';
import { advanceParts, leavePartitions } from './leave-partitions.ts';
import { announceRows, leaveRows } from './leave-rows.ts';
import { reasonOf } from './note-failure.ts';
import { releaseParts } from './release-parts.ts';
import type { RunContext } from './run-context.ts';

/** Takes tables on side by side, a few at a time: what one waits for its readers, another uses. */
async function leaveTables(context: RunContext, policies: readonly Policy[]): Promise<void> {
  const waiting = policies.filter(({ story }) => story.way === 'partitions');
  const leave = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      context.signal.throwIfAborted();
      // It may be hours since the run began.
      const [policy] = await readPolicies(context.database, next.table);
      if (policy === undefined) continue;
      await leavePartitions(context, policy, await readKeeping(context.database));
    }
  };
  const ways = Array.from({ length: limits.retentionTablesAtOnceMax }, leave);
  // Where one must end, the others do: all of them before the run does.
  const ended = await Promise.allSettled(ways);
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Files that nobody counts on cost room, and keep nothing from leaving: where they cannot be removed, a later run does. */
async function giveUpLeft({ archive, lease, turn, log }: RunContext): Promise<void> {
  try {
    await archive.giveUpLeft((transaction) => lease.hold(transaction, turn));
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    log.warn({ err: error }, 'files of the archive that nobody counts on are removed later');
  }
}

/** Each fault is told with its table; the run itself fails of the first, when all else is done. */
async function endWhatCameBack({ archive, database, runId }: RunContext) {
  const [ended] = await Promise.allSettled([
    archive.endRestored(async ({ table, partition, error }) => {
      await database.query(
        `INSERT INTO retention_run_tables AS told (run_id, table_name, error) VALUES ($1, $2, $3)
         ON CONFLICT (run_id, table_name) DO UPDATE SET error = excluded.error`,
        [runId, table, `${partition}: ${reasonOf(error)}`],
      );
    }),
  ]);
  return ended;
}

/**
 * One run: gives up files that nobody counts on, takes on what an earlier one left half done, then every partition that
 * is old enough, then the old rows of the tables that have none. Throws where it must end, before anything was done where the clock is doubted; what
 * was done stays done. Restored rows that cannot leave again keep nothing else from leaving: that is thrown at the end.
 */
export async function runOnce(context: RunContext): Promise<void> {
  await requireClock(context);
  await giveUpLeft(context);
  const ended = await endWhatCameBack(context);
  const policies = await readPolicies(context.database);
  const holds = await readKeeping(context.database);
  const byTable = new Map(policies.map((policy) => [policy.table, policy]));
  const going = await releaseParts(context, byTable, holds);
  const leaving = await announceRows(context, policies, holds);
  await advanceParts(context, going);
  await leaveTables(context, policies);
  await leaveRows(context, leaving, holds);
  await measureSizes(context);
  if (ended.status === 'rejected') throw ended.reason;
}
