import type { ExportSplit } from '@homepot/catalogue';
import { exportSplits } from '@homepot/catalogue';
import type { SplitRequest } from '../request/export-request.ts';

/** A part of a split by time, in whole days (UTC), as milliseconds since 1970. */
export interface TimePart {
  readonly split: ExportSplit;
  readonly fromMs: number;
  /** Not included. */
  readonly untilMs: number;
}

const dayMs = 86_400_000;
const dayOf = (ms: number): number => Math.floor(ms / dayMs);

/**
 * Cuts the days of a range into parts, the earliest for training. Every part whose share is not 0 has
 * a day at least. Undefined where there are fewer days than parts.
 */
export function boundariesOf(
  split: SplitRequest,
  range: { readonly from: string; readonly to: string },
): readonly TimePart[] | undefined {
  const first = dayOf(Date.parse(range.from));
  const days = dayOf(Date.parse(range.to) - 1) - first + 1;
  const wanted = exportSplits.filter((name) => split[name] > 0);
  if (days < wanted.length) return undefined;
  const parts: TimePart[] = [];
  let at = 0;
  let share = 0;
  for (const [i, name] of wanted.entries()) {
    share += split[name];
    const left = wanted.length - i - 1;
    const ideal = left === 0 ? days : Math.round(share * days);
    const end = Math.min(Math.max(ideal, at + 1), days - left);
    parts.push({
      split: name,
      fromMs: (first + at) * dayMs,
      untilMs: (first + end) * dayMs,
    });
    at = end;
  }
  return parts;
}
