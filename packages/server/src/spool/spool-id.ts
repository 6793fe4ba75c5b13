import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Log } from '../kernel/index.ts';
import type { Disk } from './disk.ts';
import { readFully } from './read-fully.ts';
import { readSegmentHeader, segmentHeaderBytes, unfinishedSuffix } from './segment.ts';
import { writeFully } from './write-fully.ts';

const fileName = 'id';
const idBytes = 36;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function readFront(disk: Disk, path: string, bytes: number): Promise<Buffer> {
  const file = await disk.open(path, 'read');
  try {
    const front = Buffer.alloc(bytes);
    return front.subarray(0, await readFully(file, front, 0));
  } finally {
    await file.close();
  }
}

async function writeId(disk: Disk, folder: string, id: string): Promise<void> {
  const path = join(folder, fileName);
  const file = await disk.open(path + unfinishedSuffix, 'create');
  try {
    await writeFully(file, [Buffer.from(`${id}\n`)], 0);
    await file.datasync();
  } finally {
    await file.close();
  }
  await disk.rename(path + unfinishedSuffix, path);
  await disk.syncFolder(folder);
}

/** The ids that the headers of these segments tell; damaged headers tell none. */
async function listSegmentIds(
  disk: Disk,
  folder: string,
  segments: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const name of segments) {
    const id = readSegmentHeader(await readFront(disk, join(folder, name), segmentHeaderBytes));
    if (id !== undefined) ids.set(name, id);
  }
  return ids;
}

/**
 * The id of the spool in a folder, made on first use and durable from then on. Where the file is
 * gone or damaged, the segments still tell it. Throws where a segment belongs to another spool:
 * its entries would be taken for damage.
 */
export async function readSpoolId(
  disk: Disk,
  folder: string,
  segments: readonly string[],
  log: Log,
): Promise<string> {
  const names = await disk.list(folder);
  const stored = names.includes(fileName)
    ? (await readFront(disk, join(folder, fileName), idBytes)).toString('latin1')
    : undefined;
  const segmentIds = await listSegmentIds(disk, folder, segments);
  const known = stored !== undefined && uuid.test(stored);
  const id = known ? stored : ([...segmentIds.values()].at(-1) ?? randomUUID());
  for (const [name, segmentId] of segmentIds) {
    if (segmentId === id) continue;
    throw new Error(
      `${join(folder, name)} belongs to the spool ${segmentId}, but this folder is the spool ${id}. Move the file back to the folder that it came from.`,
    );
  }
  if (!known) {
    if (segments.length > 0) log.error({ folder, id }, 'The id of the spool was lost');
    await writeId(disk, folder, id);
  }
  return id;
}
