import type { Instant } from '../parameters/instant.ts';
import type { TimeRange } from '../parameters/time-range.ts';
import type { Order } from './list-request.ts';

/**
 * Cuts a range into windows, in the order of the list, of which each spans twice as many partitions
 * as the one before. A page is looked for window by window and ends where it is full. So PostgreSQL
 * plans, locks and opens only the partitions near the page, and a list without matches still takes
 * no more queries than the logarithm of the partitions.
 *
 * `starts` are the beginnings of the partitions, ascending; `newest` is where rows of now lie, so
 * that partitions made ahead of time and still empty share the first window of a descending list.
 */
export function* createTimeWindows(
  range: TimeRange,
  order: Order,
  starts: readonly Instant[],
  newest: Instant,
): Iterable<TimeRange> {
  const cuts = starts.filter(
    (start) => (range.from ?? '') < start && (range.to === undefined || start < range.to),
  );
  const bounds = [range.from, ...cuts, range.to];
  // How many partitions are passed, from the end at which the list begins.
  const ahead = order === 'desc' ? cuts.filter((cut) => cut > newest).length : 0;
  let passed = 0;
  let step = 1 + ahead;
  while (passed < bounds.length - 1) {
    const until = Math.min(passed + step, bounds.length - 1);
    yield order === 'asc'
      ? { from: bounds[passed], to: bounds[until] }
      : { from: bounds.at(-1 - until), to: bounds.at(-1 - passed) };
    step = passed === 0 ? 1 : step * 2;
    passed = until;
  }
}
