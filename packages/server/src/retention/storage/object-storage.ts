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

/** How an object is written. */
export interface WriteOptions {
  /** Nothing may be there under that key; otherwise what is there is replaced. */
  readonly isNew?: boolean;
}

/**
 * Keeps objects under keys like `device_metrics/a.parquet`: a folder, or a bucket of S3. Every call
 * throws storage_refused (credentials, rights, no such bucket or folder), storage_full or
 * storage_unavailable (did not answer, or not as it should).
 */
export interface ObjectStorage {
  /**
   * Writes an object. It is there whole or not at all, and survives a loss of power, once this has resolved: what
   * was stored has been compared with what was given. Memory is bounded. Throws conflict where it is to be new
   * and something is there under that key, which stays as it is.
   */
  write(
    key: string,
    source: AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ): Promise<WrittenObject>;
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
