import type { Accounting, Settlement } from '../kernel/index.ts';
import type { Attempt, DrainMemory } from './drain-memory.ts';
import type { Outcome } from './storing/outcome.ts';
import { countRows, quarantineTable } from './storing/outcome.ts';

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** How many rows of each table were stored, were duplicates or went to quarantine. */
function settlementsOf(outcome: Outcome): ReadonlyMap<string, Settlement> {
  const settlements = new Map<string, Mutable<Settlement>>();
  const add = (table: string, what: keyof Settlement, rowCount: number): void => {
    if (table === quarantineTable) return;
    const settlement = settlements.get(table) ?? {};
    settlement[what] = (settlement[what] ?? 0) + rowCount;
    settlements.set(table, settlement);
  };
  if (outcome.duplicate) {
    for (const { table, rowCount } of outcome.batch.sections) add(table, 'duplicate', rowCount);
  }
  for (const { table, rowCount } of outcome.stored) add(table, 'stored', rowCount);
  for (const { section, rowCount } of outcome.refused) add(section.table, 'quarantined', rowCount);
  return settlements;
}

/**
 * Moves what was committed from "in spool" to where it belongs. Entries that are stored a second
 * time, because the database came back older, are in the accounts already.
 */
export function settleOutcomes(
  accounting: Accounting,
  memory: DrainMemory,
  { entries, done }: Attempt,
): void {
  for (const [i, { sequence }] of entries.entries()) {
    const outcome = done.outcomes[i];
    if (outcome === undefined || sequence <= (memory.settledThrough ?? 0)) continue;
    for (const [table, settlement] of settlementsOf(outcome)) {
      accounting.settle(outcome.batch.door, table, settlement);
    }
    memory.settledThrough = sequence;
  }
}

/** Counts what was committed. */
export function countOutcomes({ counts }: DrainMemory, { done }: Attempt): void {
  counts.transactions += 1;
  counts.stepsRefused += done.stepsRefused;
  for (const { batch, duplicate, stored, refused } of done.outcomes) {
    if (duplicate) {
      counts.batchesDuplicate += 1;
      counts.rowsDuplicate += countRows(batch.sections);
      continue;
    }
    counts.batchesStored += 1;
    counts.rowsStored += countRows(stored);
    for (const { rowCount } of refused) counts.rowsQuarantined += rowCount;
  }
}
