import { callerLimits } from '@homepot/catalogue';
import type { Client, Row } from '@homepot/client';
import { createSeenRows } from './seen-rows.ts';

/** How far back each look goes: rows arrive late, and not in the order of their instants. */
const windowMs = 15 * 60_000;
const pagesPerLookMax = 10;
/** Several times what one look can meet. */
const seenRowsMax = 50_000;

/** New rows of one table, the oldest first. */
export interface Follower {
  readonly table: string;
  /** Looks once. `missed` says that more came than one look takes in. */
  look(nowMs: number): Promise<{ rows: readonly Row[]; missed: boolean }>;
  /** Of rows that came otherwise, those that are new; no look finds them again. */
  take(rows: readonly Row[]): readonly Row[];
}

/** Creates the follower of one table; its first look finds the rows that are there already. */
export function createFollower(client: Client, table: string, signal: AbortSignal): Follower {
  const seen = createSeenRows(seenRowsMax);
  let looks = 0;
  return {
    table,
    take: (rows) => rows.filter((row) => seen.add(row.id)),
    async look(nowMs) {
      const start = new Date(nowMs - windowMs).toISOString();
      const query = { start_date: start, order: 'desc', limit: callerLimits.listRowsMax };
      const found: Row[] = [];
      let pages = 0;
      let missed = false;
      for await (const { data, next_cursor } of client.list(table, query, signal).pages()) {
        const fresh = data.filter((row) => seen.add(row.id));
        found.push(...fresh);
        pages += 1;
        // Newest first: a page without a new row has only known ones behind it.
        if (fresh.length === 0 || looks === 0) break;
        missed = pages >= pagesPerLookMax && next_cursor !== null;
        if (missed) break;
      }
      looks += 1;
      return { rows: found.reverse(), missed };
    },
  };
}
