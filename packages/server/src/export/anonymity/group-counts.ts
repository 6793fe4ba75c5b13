import { createHash } from 'node:crypto';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { ExportRow } from '../write/row-encoder.ts';

/**
 * How many people share the values of the quasi-identifiers of a row, as the row is written. Counting
 * goes before writing: a first pass gives every row to `count`, a second asks `keeps`.
 */
export interface GroupCounts {
  /** `subject` is who the row is about: a person, else a device, else the row itself. */
  count(row: ExportRow, subject: string): void;
  /** Whether at least k people share its values. */
  keeps(row: ExportRow): boolean;
}

const keyOf = (row: ExportRow, places: readonly number[]): string =>
  createHash('sha256')
    .update(JSON.stringify(places.map((place) => row[place] ?? null)))
    .digest('base64url')
    .slice(0, 22);

/** Of a group that is large enough nothing more is remembered. Throws export_too_large. */
export function createGroupCounts(places: readonly number[], k: number): GroupCounts {
  const groups = new Map<string, Set<string> | true>();
  if (places.length === 0 || k <= 1) return { count: () => undefined, keeps: () => true };
  return {
    count(row, subject) {
      const key = keyOf(row, places);
      const people = groups.get(key);
      if (people === true) return;
      if (people !== undefined) {
        people.add(subject);
        if (people.size >= k) groups.set(key, true);
        return;
      }
      if (groups.size >= limits.exportGroupsMax) {
        throw new HomepotError('export_too_large', {
          message: `There are more than ${limits.exportGroupsMax} different groups of alike rows`,
        });
      }
      groups.set(key, new Set([subject]));
    },
    keeps: (row) => groups.get(keyOf(row, places)) === true,
  };
}
