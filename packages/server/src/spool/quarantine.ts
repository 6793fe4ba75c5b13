import { join } from 'node:path';
import { limits } from '../kernel/index.ts';
import type { DiskFile } from './disk.ts';
import { readFully } from './read-fully.ts';
import type { SpoolPlace } from './segment.ts';
import { segmentName } from './segment.ts';
import type { Stretch } from './segment-scan.ts';
import { writeFully } from './write-fully.ts';

/** The folder, in the spool's own, where damaged bytes are kept for whoever wants to look. */
const folderName = 'quarantine';

/** The bytes of these stretches, in pieces; a piece is valid until the next. */
export async function* readStretches(
  file: DiskFile,
  stretches: readonly Stretch[],
): AsyncGenerator<readonly Uint8Array[], void> {
  const buffer = Buffer.allocUnsafe(limits.spoolScanBytes);
  for (const { offset, bytes } of stretches) {
    for (let done = 0; done < bytes; done += buffer.length) {
      const piece = buffer.subarray(0, Math.min(buffer.length, bytes - done));
      yield [piece.subarray(0, await readFully(file, piece, offset + done))];
    }
  }
}

/**
 * Copies damaged bytes of a segment to files `SEGMENT.OFFSET.bytes`, durably. Doing it again, after
 * a recovery that was cut off, leaves the same files.
 */
export async function quarantineBytes(
  place: SpoolPlace,
  segmentFirst: number,
  file: DiskFile,
  damage: readonly Stretch[],
): Promise<void> {
  const folder = join(place.folder, folderName);
  await place.disk.createFolder(folder);
  for (const stretch of damage) {
    const name = `${segmentName(segmentFirst)}.${stretch.offset}.bytes`;
    const copy = await place.disk.open(join(folder, name), 'create');
    try {
      let position = 0;
      for await (const parts of readStretches(file, [stretch])) {
        position += await writeFully(copy, parts, position);
      }
      await copy.datasync();
    } finally {
      await copy.close();
    }
  }
  await place.disk.syncFolder(folder);
}
