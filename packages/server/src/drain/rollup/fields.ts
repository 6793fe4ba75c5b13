/** The fields of one tuple: where each begins, and its length (-1 for NULL). */
export interface Fields {
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/** Creates fields for tuples of that many columns. */
export function createFields(columns: number): Fields {
  return { starts: new Int32Array(columns), lengths: new Int32Array(columns) };
}

/**
 * Finds the fields of the tuple at `offset` and returns where the next tuple begins. A tuple is the
 * number of its fields (int16), then for each field its length (int32) and its bytes.
 */
export function findFields(view: DataView, offset: number, fields: Fields): number {
  const { starts, lengths } = fields;
  const count = view.getInt16(offset);
  if (count !== starts.length) {
    throw new RangeError(`a tuple has ${count} fields, not ${starts.length}`);
  }
  let place = offset + 2;
  for (let i = 0; i < count; i += 1) {
    const length = view.getInt32(place);
    place += 4;
    starts[i] = place;
    lengths[i] = length;
    if (length > 0) place += length;
  }
  return place;
}

/** Whole numbers of eight bytes, exact up to 2^53. */
export const readInt8 = (view: DataView, start: number): number =>
  view.getInt32(start) * 4_294_967_296 + view.getUint32(start + 4);

/** The place of a column in tuples; one that they leave out is beyond the last, and so absent. */
export function fieldOf(columns: readonly string[], column: string): number {
  const field = columns.indexOf(column);
  // A column that tuples leave out has no default in a telemetry table: all its values are NULL.
  return field < 0 ? columns.length : field;
}
