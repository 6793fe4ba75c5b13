import type { ColumnType, Dimension, Rollup } from '@homepot/catalogue';
import type { Section } from '../../spool/index.ts';
import { addRow } from './accumulator.ts';
import { bucketMicroseconds } from './rollup-bucket.ts';
import type { RollupCache } from './rollup-cache.ts';
import type { RowKey } from './row-key.ts';
import { createRowKey } from './row-key.ts';

/** Adds the rows of sections with certain columns to a rollup. */
export interface RollupReader {
  /** Reads every tuple once, and of it only the fields that the rollup needs. */
  read(section: Pick<Section, 'tuples' | 'rowCount'>, into: RollupCache): void;
}

/** The fields of one tuple: where each begins, and its length (-1 for NULL). */
interface Fields {
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/**
 * Finds the fields of the tuple at `offset` and returns where the next tuple begins. A tuple is the
 * number of its fields (int16), then for each field its length (int32) and its bytes.
 */
function findFields(view: DataView, offset: number, fields: Fields): number {
  const count = view.getInt16(offset);
  if (count !== fields.starts.length) {
    throw new RangeError(`a tuple has ${count} fields, not ${fields.starts.length}`);
  }
  let place = offset + 2;
  for (let i = 0; i < count; i += 1) {
    const length = view.getInt32(place);
    place += 4;
    fields.starts[i] = place;
    fields.lengths[i] = length;
    if (length > 0) place += length;
  }
  return place;
}

const readInt8 = (view: DataView, start: number): number =>
  view.getInt32(start) * 4_294_967_296 + view.getUint32(start + 4);

type NumberReader = (view: DataView, start: number) => number;

const numberReaders: Partial<Record<ColumnType, NumberReader>> = {
  double: (view, start) => view.getFloat64(start),
  integer: (view, start) => view.getInt32(start),
  smallint: (view, start) => view.getInt16(start),
  bigint: readInt8,
};

function numberReaderOf(rollup: Rollup): NumberReader {
  if (rollup.value === undefined) return () => Number.NaN;
  const type = rollup.source.columns[rollup.value]?.type;
  const reader = type === undefined ? undefined : numberReaders[type];
  if (reader === undefined) throw new TypeError(`${rollup.name} cannot read ${rollup.value}`);
  return reader;
}

/** The hundreds digit of a status, 0 for what is no status. */
export function statusClassOf(status: number): number {
  return status >= 100 && status <= 999 ? Math.trunc(status / 100) : 0;
}

type DimensionReader = (fields: Fields, key: RowKey) => void;

/** An absent value becomes the empty text or 0, since dimensions are part of the rollup's key. */
function dimensionReader(dimension: Dimension, field: number, place: number): DimensionReader {
  if (dimension.as === 'status_class') {
    return (fields, key) => {
      const absent = (fields.lengths[field] ?? -1) < 0;
      key.starts[place] = -1;
      key.lengths[place] = absent ? 0 : statusClassOf(key.view.getInt32(fields.starts[field] ?? 0));
    };
  }
  if (dimension.as === 'presence') {
    return (fields, key) => {
      key.starts[place] = -1;
      key.lengths[place] = (fields.lengths[field] ?? -1) < 0 ? 0 : 1;
    };
  }
  return (fields, key) => {
    key.starts[place] = fields.starts[field] ?? 0;
    key.lengths[place] = Math.max(0, fields.lengths[field] ?? 0);
  };
}

/** Creates the reader of a rollup for tuples of these columns, in this order. */
export function createRollupReader(rollup: Rollup, columns: readonly string[]): RollupReader {
  const fieldOf = (column: string): number => {
    const field = columns.indexOf(column);
    // A column that tuples leave out has no default in a telemetry table: all its values are NULL.
    return field < 0 ? columns.length : field;
  };
  const fields: Fields = {
    starts: new Int32Array(columns.length),
    lengths: new Int32Array(columns.length),
  };
  const dimensions = Object.values(rollup.dimensions);
  const dimensionReaders = dimensions.map((dimension, place) =>
    dimensionReader(dimension, fieldOf(dimension.column), place),
  );
  const timeField = fieldOf('timestamp');
  const valueField = fieldOf(rollup.value ?? '');
  const readNumber = numberReaderOf(rollup);
  const width = bucketMicroseconds[rollup.interval];
  const key = createRowKey(dimensions.length);
  return {
    read({ tuples, rowCount }, into) {
      const view = new DataView(tuples.buffer, tuples.byteOffset, tuples.byteLength);
      key.view = view;
      let offset = 0;
      for (let row = 0; row < rowCount; row += 1) {
        offset = findFields(view, offset, fields);
        key.bucket = Math.floor(readInt8(view, fields.starts[timeField] ?? 0) / width);
        for (const readDimension of dimensionReaders) readDimension(fields, key);
        const absent = (fields.lengths[valueField] ?? -1) < 0;
        const value = absent ? Number.NaN : readNumber(view, fields.starts[valueField] ?? 0);
        addRow(into.touch(key).accumulator, value);
      }
    },
  };
}
