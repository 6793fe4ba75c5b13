import { setTimeout as pause } from 'node:timers/promises';
import { limits, within } from '../../kernel/index.ts';
import { isCancelled } from '../../store/index.ts';
import type { Part } from './part.ts';
import type { RunContext } from './run-context.ts';

/** Ends whatever takes this partition out now: who holds the lease is alone, so it is left over from a server that is gone. */
async function cancelDetaching({ database }: RunContext, { table, partition }: Part) {
  await database.query(
    `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'
       AND query LIKE 'ALTER TABLE%DETACH PARTITION%'
       AND strpos(query, $1) > 0 AND strpos(query, $2) > 0`,
    [`"${table}"`, `"${partition}"`],
  );
}

async function stateOf({ keeper }: RunContext, { table, partition }: Part) {
  const found = (await keeper.list(table)).find(({ name }) => name === partition);
  return found?.state;
}

/** One attempt; false where it was given up, because those who read the table took too long. */
async function attempt(context: RunContext, part: Part, millisecondsMax: number): Promise<boolean> {
  const { keeper, clock, signal } = context;
  const giveUpMs = clock.monotonicMs() + millisecondsMax;
  const detaching = keeper.detach(part.table, part.partition).then(
    () => true,
    (error: unknown) => {
      if (isCancelled(error)) return false;
      throw error;
    },
  );
  // Whoever waits for it hears of an error; until then nobody does.
  detaching.catch(() => undefined);
  while (!(await within(250, detaching))) {
    if (!signal.aborted && clock.monotonicMs() < giveUpMs) continue;
    await cancelDetaching(context, part);
  }
  return detaching;
}

/**
 * Makes a partition a table of its own. It waits for those who read the table, and nobody waits for it. An
 * attempt that was cut off leaves the partition between both; to end that takes a lock that keeps new
 * partitions from being made, so that it is tried for a short time, again and again.
 */
export async function detachPart(context: RunContext, part: Part): Promise<void> {
  await cancelDetaching(context, part);
  for (;;) {
    context.signal.throwIfAborted();
    const state = await stateOf(context, part);
    if (state === 'detached' || state === undefined) return;
    const isCutOff = state === 'detaching';
    const millisecondsMax = isCutOff
      ? limits.retentionFinalizeMillisecondsMax
      : limits.retentionDetachMillisecondsMax;
    if (await attempt(context, part, millisecondsMax)) return;
    await pause(limits.retentionRetryMilliseconds, undefined, { signal: context.signal });
  }
}
