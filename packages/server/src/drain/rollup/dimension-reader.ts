import type { Dimension, Rollup } from '@homepot/catalogue';
import type { Fields } from './fields.ts';
import { fieldOf, readInt8 } from './fields.ts';
import type { RowKey } from './row-key.ts';

/** Puts one dimension of a tuple into the key. The bytes of the tuple are in `view`. */
export type DimensionReader = (view: DataView, fields: Fields, key: RowKey) => void;

/** The hundreds digit of a status, 0 for what is no status. */
export function statusClassOf(status: number): number {
  return status >= 100 && status <= 999 ? Math.trunc(status / 100) : 0;
}

/** Reads the number whose bytes begin there. */
export type NumberOf = (view: DataView, start: number) => number;

/** How the types of numbers are read. */
export const numberReaders: Readonly<Partial<Record<string, NumberOf>>> = {
  double: (view, start) => view.getFloat64(start),
  integer: (view, start) => view.getInt32(start),
  smallint: (view, start) => view.getInt16(start),
  bigint: readInt8,
};

/** A dimension that is a number: 0 of an absent value, else what `read` makes of its bytes. */
const digitReader =
  (field: number, place: number, read: NumberOf): DimensionReader =>
  (view, { starts, lengths }, key) => {
    key.starts[place] = -1;
    key.lengths[place] = (lengths[field] ?? -1) < 0 ? 0 : read(view, starts[field] ?? 0);
  };

function positiveReader(rollup: Rollup, column: string): NumberOf {
  const read = numberReaders[rollup.source.columns[column]?.type ?? ''];
  if (read === undefined) throw new TypeError(`${rollup.name} cannot read ${column}`);
  return (view, start) => (read(view, start) > 0 ? 1 : 0);
}

/** Bytes of the first characters of a text in UTF-8, of which no byte that goes on is `10xxxxxx`. */
function cutLength(view: DataView, start: number, length: number, charactersMax: number): number {
  if (length <= charactersMax) return length;
  let characters = 0;
  for (let i = 0; i < length; i += 1) {
    if ((view.getUint8(start + i) & 0xc0) === 0x80) continue;
    if (characters === charactersMax) return i;
    characters += 1;
  }
  return length;
}

/** The text under the first of the keys that has one. Anything else is the empty text. */
function textUnder(json: unknown, keys: readonly string[]): string {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return '';
  const object = json as Readonly<Record<string, unknown>>;
  for (const key of keys) {
    const value = Object.hasOwn(object, key) ? object[key] : undefined;
    if (typeof value === 'string') return value;
  }
  return '';
}

/** A `jsonb` of binary COPY is a byte that tells its version, and its text. */
function readJson(view: DataView, start: number, length: number): unknown {
  const { buffer, byteOffset } = view;
  return JSON.parse(Buffer.from(buffer, byteOffset + start + 1, length - 1).toString('utf8'));
}

function jsonTextReader(
  { keys, charactersMax }: Extract<Dimension, { as: 'json_text' }>,
  field: number,
  place: number,
): DimensionReader {
  return (view, { starts, lengths }, key) => {
    const length = lengths[field] ?? -1;
    const text = length < 0 ? '' : textUnder(readJson(view, starts[field] ?? 0, length), keys);
    const bytes = Buffer.from(text);
    const own = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    key.views[place] = own;
    key.starts[place] = 0;
    key.lengths[place] = cutLength(own, 0, bytes.length, charactersMax);
  };
}

/** The bytes of the tuple themselves, or the first of them. */
const textReader =
  (field: number, place: number, charactersMax = Number.POSITIVE_INFINITY): DimensionReader =>
  (view, { starts, lengths }, key) => {
    const start = starts[field] ?? 0;
    key.starts[place] = start;
    key.lengths[place] = cutLength(view, start, Math.max(0, lengths[field] ?? 0), charactersMax);
  };

/**
 * Creates the reader of the dimension at `place` of the key, for tuples of these columns. An absent
 * value becomes the empty text or 0, since dimensions are part of the rollup's key. Except for
 * `json_text`, the key must have the bytes of the tuple already.
 */
export function createDimensionReader(
  rollup: Rollup,
  dimension: Dimension,
  columns: readonly string[],
  place: number,
): DimensionReader {
  const field = fieldOf(columns, dimension.column);
  switch (dimension.as) {
    case 'value':
      return textReader(field, place);
    case 'cut':
      return textReader(field, place, dimension.charactersMax);
    case 'json_text':
      return jsonTextReader(dimension, field, place);
    case 'status_class':
      return digitReader(field, place, (view, start) => statusClassOf(view.getInt32(start)));
    case 'presence':
      return digitReader(field, place, () => 1);
    case 'flag':
      return digitReader(field, place, (view, start) => view.getUint8(start));
    case 'positive':
      return digitReader(field, place, positiveReader(rollup, dimension.column));
  }
}
