import type { Rollup } from '@homepot/catalogue';
import type { Accumulator } from './accumulator.ts';
import { addValue } from './accumulator.ts';
import type { NumberOf } from './dimension-reader.ts';
import { createDimensionReader, numberReaders } from './dimension-reader.ts';
import type { Fields } from './fields.ts';
import { fieldOf, readInt8 } from './fields.ts';
import { bucketMicroseconds, finestOf } from './rollup-bucket.ts';
import type { RollupCache } from './rollup-cache.ts';
import { createRowKey } from './row-key.ts';

/** Adds rows, one at a time, to the finest buckets of one rollup. */
export interface RowReader {
  /** The rows that follow are in these bytes. */
  begin(view: DataView): void;
  /** Adds the row whose fields these are, unless the rollup does not count it. */
  add(fields: Fields, into: RollupCache): void;
}

/** Whether the rollup counts a row, told from its bytes. */
function conditionOf(
  { where }: Rollup,
  columns: readonly string[],
): ((view: DataView, fields: Fields) => boolean) | undefined {
  if (where === undefined) return undefined;
  const field = fieldOf(columns, where.column);
  if (where.equals === undefined) return (_view, { lengths }) => (lengths[field] ?? -1) >= 0;
  const wanted = Buffer.from(where.equals);
  return (view, { starts, lengths }) => {
    if (lengths[field] !== wanted.length) return false;
    const start = starts[field] ?? 0;
    for (let i = 0; i < wanted.length; i += 1) {
      if (view.getUint8(start + i) !== wanted[i]) return false;
    }
    return true;
  };
}

interface ValueReader {
  readonly field: number;
  readonly read: NumberOf;
}

function addValues(
  readers: readonly ValueReader[],
  view: DataView,
  { starts, lengths }: Fields,
  into: Accumulator,
): void {
  into.count += 1;
  for (let i = 0; i < readers.length; i += 1) {
    const reader = readers[i];
    const known = into.values[i];
    if (reader === undefined || known === undefined || (lengths[reader.field] ?? -1) < 0) continue;
    addValue(known, reader.read(view, starts[reader.field] ?? 0));
  }
}

function valueReaders(rollup: Rollup, columns: readonly string[]): readonly ValueReader[] {
  return rollup.values.map((column) => {
    const read = numberReaders[rollup.source.columns[column]?.type ?? ''];
    if (read === undefined) throw new TypeError(`${rollup.name} cannot read ${column}`);
    return { field: fieldOf(columns, column), read };
  });
}

/** Creates the reader of a rollup for tuples of these columns, in this order. */
export function createRowReader(rollup: Rollup, columns: readonly string[]): RowReader {
  const dimensions = Object.values(rollup.dimensions).map((dimension, place) =>
    createDimensionReader(rollup, dimension, columns, place),
  );
  const values = valueReaders(rollup, columns);
  const counts = conditionOf(rollup, columns);
  const timeField = fieldOf(columns, 'timestamp');
  const width = bucketMicroseconds[finestOf(rollup)];
  const key = createRowKey(dimensions.length);
  let view: DataView = new DataView(new ArrayBuffer(0));
  return {
    begin(bytes) {
      view = bytes;
      key.views.fill(bytes);
    },
    add(fields, into) {
      if (counts !== undefined && !counts(view, fields)) return;
      key.bucket = Math.floor(readInt8(view, fields.starts[timeField] ?? 0) / width);
      for (const read of dimensions) read(view, fields, key);
      addValues(values, view, fields, into.touch(key).accumulator);
    },
  };
}
