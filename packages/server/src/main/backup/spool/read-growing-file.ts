import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

const pieceBytes = 1_048_576;

async function readPiece(handle: FileHandle, into: Buffer, start: number): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await handle.read(into, at, into.length - at, start + at);
    // The rest was cut off meanwhile, and stays zero: room for more, as the spool leaves it.
    if (bytesRead === 0) return;
    at += bytesRead;
  }
}

/**
 * Reads a segment that may grow while it is read, whole; it holds it in memory. It is read from its
 * end to its beginning: so whatever is missing, since it was written meanwhile, is missing from its
 * end, and what is there is what a power cut at that moment would have left. Undefined where the
 * segment is gone, which happens when the database has all of it.
 */
export async function readGrowingFile(path: string): Promise<Buffer | undefined> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    const whole = Buffer.alloc(size);
    const pieces = Math.ceil(size / pieceBytes);
    for (let piece = pieces - 1; piece >= 0; piece -= 1) {
      const start = piece * pieceBytes;
      await readPiece(handle, whole.subarray(start, Math.min(size, start + pieceBytes)), start);
    }
    return whole;
  } finally {
    await handle.close();
  }
}
