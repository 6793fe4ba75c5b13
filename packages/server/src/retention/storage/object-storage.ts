/** A part of an object: from `start` to before `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What was written, as it came. */
export interface WrittenObject {
  readonly bytes: number;
  /** Hexadecimal digits. */
  readonly sha256: string;
}

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

/**
 * Keeps objects under keys like `device_metrics/a.parquet`: a folder, or a bucket of S3. Every call
 * throws storage_refused (credentials, rights, no such bucket or folder), storage_full or
 * storage_unavailable (did not answer, or not as it should).
 */
export interface ObjectStorage {
  /**
   * Writes an object, replacing any of that key. It is there whole or not at all, and survives a loss
   * of power, once this has resolved: what was stored has been compared with what was given. Memory
   * is bounded.
   */
  write(key: string, source: AsyncIterable<Uint8Array>): Promise<WrittenObject>;
  /** Reads an object, or a part. Throws archive_missing, also while it is being read. */
  read(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Bytes of an object; undefined when it is not there. */
  size(key: string): Promise<number | undefined>;
  /** The objects whose keys begin so, in no particular order. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Removes an object; one that is not there is no error. */
  remove(key: string): Promise<void>;
  /** Where it is, in words, without secrets. */
  describe(): string;
}
