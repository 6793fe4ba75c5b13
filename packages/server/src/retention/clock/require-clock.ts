import { planRetention } from '../plan/plan-retention.ts';
import type { RunContext } from '../run/run-context.ts';
import { findClockDoubt } from './find-clock-doubt.ts';

/** The clock cannot be relied on, so that nothing leaves. */
export class ClockDoubted extends Error {
  override readonly name = 'ClockDoubted';
}

/** Throws ClockDoubted where something would leave, and the clock that says so may be wrong. */
export async function requireClock(context: RunContext): Promise<void> {
  const { database, clock, isAsked } = context;
  const doubt = await findClockDoubt(database, clock.nowMs(), { isAsked });
  if (doubt === undefined || (await planRetention(context)).tables.length === 0) return;
  throw new ClockDoubted(doubt);
}
