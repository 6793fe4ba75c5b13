import type { Span } from '../../holds/hold.ts';
import type { StoredPart } from './stored-part.ts';

/** The time that the rows of a part lie in; undefined where it has none. Instants end at the millisecond. */
export function spanOfPart({
  oldest,
  newest,
}: Pick<StoredPart, 'oldest' | 'newest'>): Span | undefined {
  if (oldest === null || newest === null) return undefined;
  return { fromMs: Date.parse(oldest), untilMs: Date.parse(newest) + 1 };
}
