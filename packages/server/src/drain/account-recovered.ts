import type { Accounting, Door } from '../kernel/index.ts';
import type { DrainedSpool } from './drain-deps.ts';
import { quarantineTable } from './storing/outcome.ts';

interface Held {
  readonly door: Door;
  readonly table: string;
  rowCount: number;
}

/**
 * Enters what an earlier process left in the spool into the accounts: it is received again. All at
 * once at the end, so that a failure on the way leaves nothing half entered.
 */
export async function accountRecovered(
  spool: DrainedSpool,
  accounting: Accounting,
  range: { readonly after: number; readonly through: number },
): Promise<void> {
  const all = new Map<string, Held>();
  for await (const { sequence, header } of spool.headers(range.after)) {
    if (sequence > range.through) break;
    for (const { table, rowCount } of header.sections) {
      if (table === quarantineTable) continue;
      const name = `${header.door} ${table}`;
      const held = all.get(name) ?? { door: header.door, table, rowCount: 0 };
      held.rowCount += rowCount;
      all.set(name, held);
    }
  }
  for (const { door, table, rowCount } of all.values()) {
    accounting.decide(door, table, { inSpool: rowCount });
  }
}
