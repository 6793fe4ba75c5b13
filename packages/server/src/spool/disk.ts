/** An open file. Positions and sizes are bytes from the start of the file. */
export interface DiskFile {
  /** Writes the parts one after the other; may write fewer bytes than given, and says how many. */
  write(parts: readonly Uint8Array[], position: number): Promise<number>;
  /** Reads into the buffer; may read fewer bytes than it holds, 0 at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Makes durable what was written, as fdatasync does. */
  datasync(): Promise<void>;
  /** Cuts the file; durable after `datasync`. */
  truncate(bytes: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** `read` an existing file, `change` an existing one in place, `create` an empty one. */
export type OpenMode = 'read' | 'change' | 'create';

/**
 * What the spool asks of a disk: nothing that a disk does not have, so that a simulated one, which
 * loses power, can stand in for the real one. Created, renamed and removed names are durable only
 * after `syncFolder`.
 */
export interface Disk {
  /** Creates a folder and those above it, durably. */
  createFolder(folder: string): Promise<void>;
  open(path: string, mode: OpenMode): Promise<DiskFile>;
  /** The names of the files in a folder, in any order. */
  list(folder: string): Promise<readonly string[]>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncFolder(folder: string): Promise<void>;
}
