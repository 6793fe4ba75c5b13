import type { PerformanceWindow } from '@homepot/catalogue';
import { withoutNoise, writeWindow } from './stored-window.ts';
import type { Outcome, Verdict } from './verdict/compare-windows.ts';
import type { WindowPair } from './verdict/window-pair.ts';

/** A verdict as the history and the job keep it. */
export const writeVerdict = (verdict: Verdict) => ({
  ...verdict,
  metrics: verdict.metrics.map(withoutNoise),
});

const successOf = (outcome: Outcome): boolean | null =>
  outcome === 'not_enough_data' ? null : outcome !== 'degraded';

/** What the history keeps of a judged change, by column. */
export interface JudgedColumns {
  readonly performance_before: PerformanceWindow;
  readonly performance_after: PerformanceWindow;
  readonly verdict: ReturnType<typeof writeVerdict>;
  /** Whether the change did what it should; null where there was too little to see. */
  readonly was_successful: boolean | null;
}

/** Writes what was measured of a change, and what that comes to. */
export const writeJudgement = (pair: WindowPair, verdict: Verdict): JudgedColumns => ({
  performance_before: writeWindow(pair.before),
  performance_after: writeWindow(pair.after),
  verdict: writeVerdict(verdict),
  was_successful: successOf(verdict.outcome),
});
