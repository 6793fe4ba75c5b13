/**
 * The bucket and the dimensions of one row, without decoding it: places in the bytes of a tuple. One
 * such object is filled again for every row, so that a row costs no allocation.
 */
export interface RowKey {
  /** The bytes that the places below point into, one a dimension; mostly all the same. */
  readonly views: DataView[];
  /** Number of the bucket since 2000. */
  bucket: number;
  /** Where each dimension begins; -1 when it is a number and not text. */
  readonly starts: Int32Array;
  /** Bytes of each dimension, or the number itself. */
  readonly lengths: Int32Array;
}

const nothing = new DataView(new ArrayBuffer(0));

/** Creates a key for that many dimensions. */
export function createRowKey(dimensions: number): RowKey {
  return {
    views: new Array<DataView>(dimensions).fill(nothing),
    bucket: 0,
    starts: new Int32Array(dimensions),
    lengths: new Int32Array(dimensions),
  };
}

/** An odd number whose bits look random (2^32 divided by the golden ratio). */
const spread = 0x9e3779b1;

const mix = (hash: number, word: number): number => {
  const mixed = Math.imul(hash ^ word, spread);
  return mixed ^ (mixed >>> 15);
};

function hashBytes(view: DataView, start: number, length: number, seed: number): number {
  const end = start + length;
  let hash = mix(seed, length);
  let place = start;
  for (; place + 4 <= end; place += 4) hash = mix(hash, view.getInt32(place));
  for (; place < end; place += 1) hash = mix(hash, view.getUint8(place));
  return hash;
}

/** A hash of 32 bits. `seed` is random, so that no sender can aim at collisions. */
export function hashRowKey(key: RowKey, seed: number): number {
  let hash = mix(seed, key.bucket);
  for (let i = 0; i < key.starts.length; i += 1) {
    const start = key.starts[i] ?? -1;
    const length = key.lengths[i] ?? 0;
    hash = start < 0 ? mix(hash, length) : hashBytes(key.views[i] ?? nothing, start, length, hash);
  }
  return hash;
}

function sameBytes(a: DataView, aStart: number, b: DataView, bStart: number, length: number) {
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    if (a.getInt32(aStart + i) !== b.getInt32(bStart + i)) return false;
  }
  for (; i < length; i += 1) {
    if (a.getUint8(aStart + i) !== b.getUint8(bStart + i)) return false;
  }
  return true;
}

/** Whether two keys of the same rollup are the same. */
export function sameRowKey(a: RowKey, b: RowKey): boolean {
  if (a.bucket !== b.bucket) return false;
  for (let i = 0; i < a.starts.length; i += 1) {
    const length = a.lengths[i] ?? 0;
    if (length !== b.lengths[i]) return false;
    const start = a.starts[i] ?? -1;
    if (start < 0) continue;
    const other = b.views[i] ?? nothing;
    if (!sameBytes(a.views[i] ?? nothing, start, other, b.starts[i] ?? 0, length)) return false;
  }
  return true;
}

/** A copy that owns its bytes, so that it does not keep a whole batch in memory. */
export function copyRowKey(key: RowKey): RowKey {
  const copy = createRowKey(key.starts.length);
  let size = 0;
  for (const [i, start] of key.starts.entries()) if (start >= 0) size += key.lengths[i] ?? 0;
  const bytes = new Uint8Array(size);
  let end = 0;
  for (const [i, start] of key.starts.entries()) {
    const length = key.lengths[i] ?? 0;
    copy.lengths[i] = length;
    copy.starts[i] = start < 0 ? -1 : end;
    if (start < 0) continue;
    const { buffer, byteOffset } = key.views[i] ?? nothing;
    bytes.set(new Uint8Array(buffer, byteOffset + start, length), end);
    end += length;
  }
  copy.views.fill(new DataView(bytes.buffer));
  copy.bucket = key.bucket;
  return copy;
}

/** The dimensions of a key, decoded. */
export function dimensionsOf(key: RowKey): readonly (string | number)[] {
  return Array.from(key.starts, (start, i) => {
    const length = key.lengths[i] ?? 0;
    if (start < 0) return length;
    const { buffer, byteOffset } = key.views[i] ?? nothing;
    return Buffer.from(buffer, byteOffset + start, length).toString('utf8');
  });
}
