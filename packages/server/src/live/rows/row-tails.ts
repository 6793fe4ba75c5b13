import type { LiveRows } from '@homepot/catalogue';
import type { LiveSummary } from '../summary/live-summary.ts';
import type { RowTail, RowTailDeps } from './row-tail.ts';
import { createRowTail } from './row-tail.ts';

/** The tails of all tables that somebody follows. */
export interface RowTails {
  /** Begins with a table, so that rows from now on are new. */
  begin(table: string): Promise<void>;
  /** Keeps the tails of these tables and no others. */
  keep(tables: ReadonlySet<string>): Promise<void>;
  /** The rows that were stored according to `news`. A table that cannot be read is told as skipped. */
  read(news: LiveSummary): Promise<readonly LiveRows[]>;
}

export function createRowTails(deps: RowTailDeps): RowTails {
  const tails = new Map<string, { readonly tail: RowTail; readonly begun: Promise<void> }>();
  function begin(table: string): Promise<void> {
    const known = tails.get(table);
    if (known !== undefined) return known.begun;
    const tail = createRowTail(deps, table);
    const begun = tail.begin();
    tails.set(table, { tail, begun });
    begun.catch(() => tails.delete(table));
    return begun;
  }

  return {
    begin,
    async keep(tables) {
      for (const table of tails.keys()) if (!tables.has(table)) tails.delete(table);
      await Promise.all([...tables].map(begin));
    },
    async read({ tables = {} }) {
      const told: LiveRows[] = [];
      for (const [table, { tail }] of tails) {
        const stored = Object.values(tables[table] ?? {}).reduce((sum, n) => sum + n, 0);
        const rows = await tail.read(stored).catch(() => ({ table, rows: [], skipped: stored }));
        if (rows !== undefined) told.push(rows);
      }
      return told;
    },
  };
}
