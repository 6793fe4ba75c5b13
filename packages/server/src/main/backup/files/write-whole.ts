import type { FileHandle } from 'node:fs/promises';

/** Writes all bytes at the end of what was written, or throws. */
export async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
  }
}
