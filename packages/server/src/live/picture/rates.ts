import type { LiveEvent } from '../events/event-memory.ts';

const windowMs = 60_000;

/** Rows by table that were told within the minute up to `nowMs`. */
export function ratesPerMinute(
  events: readonly LiveEvent[],
  nowMs: number,
): ReadonlyMap<string, number> {
  const rates = new Map<string, number>();
  for (const { toldMs, change } of events) {
    if (toldMs <= nowMs - windowMs) continue;
    for (const [table, counts] of Object.entries(change.tables ?? {})) {
      const rows = Object.values(counts).reduce((sum, n) => sum + n, 0);
      rates.set(table, (rates.get(table) ?? 0) + rows);
    }
  }
  return rates;
}
