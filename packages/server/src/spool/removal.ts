import { join } from 'node:path';
import type { Segment, SpoolPlace } from './segment.ts';
import { segmentName } from './segment.ts';

/** Which segments may go. */
export interface RemovalRule {
  /** Those that hold nothing above this number, */
  readonly released: number;
  /** and whose youngest batch came that long ago. */
  readonly olderThanMs: number;
  readonly nowMs: number;
}

/** Whether a segment may go. */
export function isRemovable(segment: Segment, rule: RemovalRule): boolean {
  // A clock that was ahead when the batch came must not keep the segment until it is right again.
  const ageMs = Math.abs(rule.nowMs - segment.newestAtMs);
  return segment.last <= rule.released && ageMs >= rule.olderThanMs;
}

/**
 * Removes the segments that may go, oldest first and never the newest. Each removal is durable
 * before the next, so that what is left after a power cut has no hole. `fail` is told when the
 * folder cannot be synced, and gives the error to throw.
 */
export async function removeSegments(
  place: SpoolPlace,
  segments: Segment[],
  rule: RemovalRule,
  fail: (error: unknown) => Error,
): Promise<void> {
  for (;;) {
    const [oldest, next] = segments;
    if (oldest === undefined || next === undefined || !isRemovable(oldest, rule)) return;
    segments.shift();
    await place.disk.remove(join(place.folder, segmentName(oldest.first)));
    try {
      await place.disk.syncFolder(place.folder);
    } catch (error) {
      throw fail(error);
    }
  }
}

/** Bytes that stay when every segment that may go has gone. */
export function countKeptBytes(segments: readonly Segment[], rule: RemovalRule): number {
  return segments.reduce(
    (sum, segment) => (isRemovable(segment, rule) ? sum : sum + segment.bytes),
    0,
  );
}

/** Bytes of the segments that are not released; within a segment, by the share of its numbers. */
export function countUnreleasedBytes(segments: readonly Segment[], released: number): number {
  return segments.reduce((sum, { first, last, bytes }) => {
    if (last <= released) return sum;
    const share = (last - Math.max(released, first - 1)) / (last - first + 1);
    return sum + Math.ceil(bytes * share);
  }, 0);
}
