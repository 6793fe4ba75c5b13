import type { Rollup } from '@homepot/catalogue';
import { rollups } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Section } from '../../spool/index.ts';
import type { Transaction } from '../../store/index.ts';
import { createRollupCache } from './rollup-cache.ts';
import type { RollupReader } from './rollup-reader.ts';
import { createRollupReader } from './rollup-reader.ts';
import { createRollupStatements } from './rollup-statements.ts';

/**
 * Keeps the rollups of one writer. Within a transaction: `add` every section that is stored, then
 * `store`. After COMMIT `settle`; after any other end `clear`, since the numbers in memory then
 * contain rows that the database does not.
 */
export interface RollupKeeper {
  add(section: Section): void;
  store(transaction: Transaction): Promise<void>;
  settle(): void;
  clear(): void;
}

function createKeeperOf(rollup: Rollup, writer: string, rowsCachedMax: number): RollupKeeper {
  const cache = createRollupCache(rowsCachedMax);
  const statements = createRollupStatements(rollup, writer);
  const readers = new Map<string, RollupReader>();
  const readerOf = (columns: readonly string[]): RollupReader => {
    const name = columns.join();
    const known = readers.get(name);
    if (known !== undefined) return known;
    if (readers.size >= limits.rollupReadersMax) readers.clear();
    const reader = createRollupReader(rollup, columns);
    readers.set(name, reader);
    return reader;
  };
  return {
    add(section) {
      if (section.table === rollup.source.name) readerOf(section.columns).read(section, cache);
    },
    async store(transaction) {
      const touched = cache.touched();
      const missing = touched.filter((row) => !row.loaded);
      await statements.load(transaction, missing);
      for (const row of missing) row.loaded = true;
      await statements.store(transaction, touched);
    },
    settle: () => cache.settle(),
    clear: () => cache.clear(),
  };
}

/** Creates the keeper of all rollups of the catalogue for one writer (the id of its spool). */
export function createRollupKeeper(
  writer: string,
  rowsCachedMax: number = limits.rollupRowsCachedMax,
): RollupKeeper {
  const keepers = rollups.map((rollup) => createKeeperOf(rollup, writer, rowsCachedMax));
  return {
    add(section) {
      for (const keeper of keepers) keeper.add(section);
    },
    async store(transaction) {
      for (const keeper of keepers) await keeper.store(transaction);
    },
    settle() {
      for (const keeper of keepers) keeper.settle();
    },
    clear() {
      for (const keeper of keepers) keeper.clear();
    },
  };
}
