/** Something that was counted. */
interface Counted {
  readonly count: number;
}

/** Adds the counts of equal keys, in the order in which they are first met. */
export function countBy<T extends Counted>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    counts.set(key, (counts.get(key) ?? 0) + item.count);
  }
  return counts;
}

/** All counts together. */
export const sumCounts = (items: readonly Counted[]): number =>
  items.reduce((sum, { count }) => sum + count, 0);

/** The entries of a count, the largest first. */
export const largestFirst = (counts: ReadonlyMap<string, number>): readonly [string, number][] =>
  [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
