import type { Rollup } from '@homepot/catalogue';
import { rollups } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Section } from '../../spool/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { RollupCache } from './rollup-cache.ts';
import { createRollupCache } from './rollup-cache.ts';
import { createRollupLevel } from './rollup-level.ts';
import type { RollupSink, SourceReader } from './source-reader.ts';
import { createSourceReader } from './source-reader.ts';

/**
 * Keeps the rollups of one writer. Within a transaction: `add` every section that is stored, then
 * `store`. After COMMIT `settle`; after any other end `clear`, since the numbers in memory then
 * contain rows that the database does not. What a transaction does not touch costs it nothing.
 */
export interface RollupKeeper {
  add(section: Section): void;
  store(transaction: Transaction): Promise<void>;
  settle(): void;
  clear(): void;
}

type Family = RollupSink & Omit<RollupKeeper, 'add'>;

/** A row with histograms is as large as many without. */
const rowsMaxOf = ({ values }: Rollup, rowsCachedMax: number): number =>
  Math.ceil(rowsCachedMax / (1 + limits.rollupHistogramWeight * values.length));

/**
 * One rollup. A transaction adds up its rows in buckets of the finest interval; these deltas are
 * then merged into the remembered rows of every interval. With one interval there is nothing
 * to merge, and rows are added where they are remembered.
 */
function createFamily(rollup: Rollup, writer: string, rowsCachedMax: number): Family {
  const rowsMax = rowsMaxOf(rollup, rowsCachedMax);
  const create = () => createRollupCache(rowsMax, rollup.values.length);
  const caches = rollup.intervals.map(create);
  const levels = rollup.intervals.map((interval, i) =>
    createRollupLevel(rollup, interval, writer, caches[i] as RollupCache),
  );
  const [only] = caches;
  const into = caches.length === 1 && only !== undefined ? only : create();
  return {
    rollup,
    into,
    async store(transaction) {
      if (into !== only) {
        for (const level of levels) level.merge(into);
        into.clear();
      }
      for (const level of levels) await level.store(transaction);
    },
    settle() {
      for (const cache of caches) cache.settle();
    },
    clear() {
      for (const cache of [...caches, into]) cache.clear();
    },
  };
}

/** All rollups of one table: each of its tuples is read once for all of them. */
function createSourceKeeper(families: readonly Family[]): RollupKeeper {
  const readers = new Map<string, SourceReader>();
  const readerOf = (columns: readonly string[]): SourceReader => {
    const name = columns.join();
    const known = readers.get(name);
    if (known !== undefined) return known;
    if (readers.size >= limits.rollupReadersMax) readers.clear();
    const reader = createSourceReader(families, columns);
    readers.set(name, reader);
    return reader;
  };
  return {
    add(section) {
      readerOf(section.columns).read(section);
    },
    async store(transaction) {
      for (const family of families) await family.store(transaction);
    },
    settle() {
      for (const family of families) family.settle();
    },
    clear() {
      for (const family of families) family.clear();
    },
  };
}

/** Creates the keeper of all rollups of the catalogue for one writer (the id of its spool). */
export function createRollupKeeper(
  writer: string,
  rowsCachedMax: number = limits.rollupRowsCachedMax,
): RollupKeeper {
  const families = rollups.map((rollup) => createFamily(rollup, writer, rowsCachedMax));
  const keepers = new Map(
    [...Map.groupBy(families, ({ rollup }) => rollup.source.name)].map(([table, each]) => [
      table,
      createSourceKeeper(each),
    ]),
  );
  /** Those to which the transaction adds something. */
  const touched = new Set<RollupKeeper>();
  return {
    add(section) {
      const keeper = keepers.get(section.table);
      if (keeper === undefined) return;
      touched.add(keeper);
      keeper.add(section);
    },
    async store(transaction) {
      for (const keeper of touched) await keeper.store(transaction);
    },
    settle() {
      for (const keeper of touched) keeper.settle();
      touched.clear();
    },
    clear() {
      for (const keeper of keepers.values()) keeper.clear();
      touched.clear();
    },
  };
}
