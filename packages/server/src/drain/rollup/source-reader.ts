import type { Rollup } from '@homepot/catalogue';
import type { Section } from '../../spool/index.ts';
import { createFields, findFields } from './fields.ts';
import type { RollupCache } from './rollup-cache.ts';
import { createRowReader } from './row-reader.ts';

/** A rollup and where its rows are added up. */
export interface RollupSink {
  readonly rollup: Rollup;
  readonly into: RollupCache;
}

/** Adds the rows of sections with certain columns to all rollups of their table. */
export interface SourceReader {
  /** Reads every tuple once, and of it only the fields that the rollups need. */
  read(section: Pick<Section, 'tuples' | 'rowCount'>): void;
}

/** Creates the reader of rollups of one table, for tuples of these columns, in this order. */
export function createSourceReader(
  sinks: readonly RollupSink[],
  columns: readonly string[],
): SourceReader {
  const fields = createFields(columns.length);
  const readers = sinks.map(({ rollup, into }) => ({
    reader: createRowReader(rollup, columns),
    into,
  }));
  return {
    read({ tuples, rowCount }) {
      const view = new DataView(tuples.buffer, tuples.byteOffset, tuples.byteLength);
      for (const { reader } of readers) reader.begin(view);
      let offset = 0;
      for (let row = 0; row < rowCount; row += 1) {
        offset = findFields(view, offset, fields);
        for (const { reader, into } of readers) reader.add(fields, into);
      }
    },
  };
}
