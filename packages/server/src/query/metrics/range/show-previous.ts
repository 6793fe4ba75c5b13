import type { MetricRange, WholeRange } from './metric-range.ts';
import { rangeBefore, showRange } from './metric-range.ts';

/** The totals of the range before, as an answer tells them; null where they were not read. */
export function showPrevious<Total>(
  range: WholeRange,
  total: Total | undefined,
): (MetricRange & { readonly total: Total }) | null {
  return total === undefined ? null : { ...showRange(rangeBefore(range)), total };
}
