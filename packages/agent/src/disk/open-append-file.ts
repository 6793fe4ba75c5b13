import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/** A file that only grows at its end. */
export interface AppendFile {
  /** Bytes in it. */
  size(): number;
  /** Adds bytes, all or none. `isDurable`: they survive a power loss when this returns. */
  append(bytes: Uint8Array, isDurable: boolean): void;
  close(): void;
}

/** Opens or makes a file for appending, and cuts off what lies beyond `keepBytes`, where given. */
export function openAppendFile(path: string, keepBytes?: number): AppendFile {
  const file = openSync(path, 'a', 0o600);
  if (keepBytes !== undefined && keepBytes < fstatSync(file).size) ftruncateSync(file, keepBytes);
  let size = fstatSync(file).size;
  if (size === 0) syncFolder(dirname(path));
  return {
    size: () => size,
    append(bytes, isDurable) {
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
        if (isDurable) fdatasyncSync(file);
      } catch (error) {
        // Half a line must not stand before the next one.
        ftruncateSync(file, size);
        throw error;
      }
      size += bytes.length;
    },
    close: () => closeSync(file),
  };
}
