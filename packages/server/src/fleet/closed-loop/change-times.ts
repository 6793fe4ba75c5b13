import { limits } from '../../kernel/index.ts';

/*
 * The times of a change, in order:
 *
 *   from ---- window before ---- sent .. applied .... settled ---- window after ---- end .. judged
 *
 * The window before ends when the device was told. It is six times the settling time long, but at
 * least a minute and twelve reports, at most CONFIGURATION_WINDOW_SECONDS, and never reaches back to
 * where an earlier change of the device had not yet settled. The window after has the same length and
 * begins when the change has settled. Judged is a little later, when the last reports have arrived.
 * With the default settling time of five minutes that makes half an hour; with five seconds, a minute.
 */

/** Seconds of the windows of a change. `windowSecondsMax` is CONFIGURATION_WINDOW_SECONDS. */
export function windowSecondsOf(
  change: { readonly settleSeconds: number; readonly intervalSeconds: number },
  windowSecondsMax: number,
): number {
  const wanted = Math.max(
    limits.configurationWindowSecondsMin,
    limits.windowSettleTimes * change.settleSeconds,
    limits.windowReports * change.intervalSeconds,
  );
  return Math.min(windowSecondsMax, wanted);
}

/** A stretch of time, milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The window before a change; `earlierSettledMs` is when an earlier change of the device had settled. */
export function spanBefore(
  sentMs: number,
  windowSeconds: number,
  earlierSettledMs: number | undefined,
): Span {
  const fromMs = sentMs - windowSeconds * 1_000;
  return { fromMs: Math.min(sentMs, Math.max(fromMs, earlierSettledMs ?? fromMs)), toMs: sentMs };
}

/** The window after it. A second look, where the first had too little to see, is twice as long. */
export function spanAfter(
  change: { readonly appliedMs: number; readonly settleSeconds: number; readonly looks: number },
  before: Span,
): Span {
  const fromMs = change.appliedMs + change.settleSeconds * 1_000;
  return { fromMs, toMs: fromMs + (change.looks + 1) * (before.toMs - before.fromMs) };
}

/** When a window can be judged: what was measured at its end has arrived, two intervals later. */
export function judgeMs({ toMs }: Span, intervalSeconds: number): number {
  return toMs + Math.min(limits.arrivalSecondsMax, 2 * intervalSeconds) * 1_000;
}
