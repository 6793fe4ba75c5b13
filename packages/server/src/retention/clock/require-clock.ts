import { planRetention } from '../plan/plan-retention.ts';
import type { RunContext } from '../run/run-context.ts';
import { findClockDoubt } from './find-clock-doubt.ts';

async function noteFound({ database, runId }: RunContext, found: 'right' | 'apart' | 'gap') {
  await database.query('UPDATE retention_runs SET clock_found = $2 WHERE id = $1', [runId, found]);
}

/**
 * Throws where something would leave, and the clock that says so may be wrong. What was found is kept with the run, and
 * nothing where the clock is doubted and nothing would leave: that run is no sign of life, and nobody was told.
 */
export async function requireClock(context: RunContext): Promise<void> {
  const { database, clock, isAsked } = context;
  const doubt = await findClockDoubt(database, clock.nowMs(), { isAsked });
  if (doubt === undefined) return noteFound(context, 'right');
  if ((await planRetention(context)).tables.length === 0) return;
  await noteFound(context, doubt.kind);
  throw new Error(doubt.reason);
}
