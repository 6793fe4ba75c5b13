import { randomInt } from 'node:crypto';
import type { Accumulator } from './accumulator.ts';
import { createAccumulator } from './accumulator.ts';
import type { RowKey } from './row-key.ts';
import { copyRowKey, dimensionsOf, hashRowKey, sameRowKey } from './row-key.ts';

/** One row of a rollup's table, in memory. */
export interface RollupRow {
  readonly key: RowKey;
  readonly dimensions: readonly (string | number)[];
  readonly accumulator: Accumulator;
  /** Whether what the database knew of it has been added. */
  loaded: boolean;
  /** The transaction that last added to it. */
  touchedBy: number;
  /** The next row whose key has the same hash. */
  next: RollupRow | undefined;
}

/**
 * The rows of one rollup that this writer has changed lately. Rows are found by their bytes. What is
 * here is only true while the transaction that changed it was committed; `clear` after any other
 * end of it.
 */
export interface RollupCache {
  /** The row of that key, made when it is not here. It counts as touched by this transaction. */
  touch(key: RowKey): RollupRow;
  /** The rows touched since the last `settle`. */
  touched(): readonly RollupRow[];
  /** The transaction was committed: forgets what was touched, and the longest unused rows beyond the limit. */
  settle(): void;
  /** Forgets everything. */
  clear(): void;
  readonly size: number;
}

/** Creates an empty cache of rows with so many values, of which it keeps `rowsMax` between transactions. */
export function createRollupCache(rowsMax: number, values = 0): RollupCache {
  const seed = randomInt(2 ** 32) | 0;
  let rows = new Map<number, RollupRow>();
  let size = 0;
  let transaction = 1;
  let touched: RollupRow[] = [];
  /** Rows that follow each other are often of one key. */
  let last: RollupRow | undefined;

  const add = (key: RowKey, hash: number): RollupRow => {
    const row: RollupRow = {
      key: copyRowKey(key),
      dimensions: dimensionsOf(key),
      accumulator: createAccumulator(values),
      loaded: false,
      touchedBy: 0,
      next: rows.get(hash),
    };
    rows.set(hash, row);
    size += 1;
    return row;
  };
  const evict = (): void => {
    // A quarter goes at once, so that the cost of sorting is spread over many transactions.
    const all = [...chained(rows)].sort((a, b) => b.touchedBy - a.touchedBy);
    const kept = all.slice(0, Math.floor(rowsMax * 0.75));
    rows = new Map();
    size = kept.length;
    for (const row of kept) {
      const hash = hashRowKey(row.key, seed);
      row.next = rows.get(hash);
      rows.set(hash, row);
    }
  };
  return {
    touch(key) {
      if (last !== undefined && sameRowKey(last.key, key)) return last;
      const hash = hashRowKey(key, seed);
      let row = rows.get(hash);
      while (row !== undefined && !sameRowKey(row.key, key)) row = row.next;
      row ??= add(key, hash);
      if (row.touchedBy !== transaction) {
        row.touchedBy = transaction;
        touched.push(row);
      }
      last = row;
      return row;
    },
    touched: () => touched,
    settle() {
      touched = [];
      last = undefined;
      transaction += 1;
      if (size > rowsMax) evict();
    },
    clear() {
      rows = new Map();
      size = 0;
      touched = [];
      last = undefined;
      transaction += 1;
    },
    get size() {
      return size;
    },
  };
}

function* chained(rows: ReadonlyMap<number, RollupRow>): Iterable<RollupRow> {
  for (const head of rows.values()) {
    for (let row: RollupRow | undefined = head; row !== undefined; row = row.next) yield row;
  }
}
