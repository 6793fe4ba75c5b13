/** The files of a backup. */
export interface BackupReader {
  /** Every file in it, and its bytes. */
  readonly files: ReadonlyMap<string, number>;
  /** The bytes of a file. Throws where it is not there. */
  read(path: string): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}
