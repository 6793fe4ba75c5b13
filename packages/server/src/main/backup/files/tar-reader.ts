import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { BackupError } from '../backup-error.ts';
import type { BackupReader } from './backup-reader.ts';
import { blockBytes, decodeTarHeader, endBytes, paddingBytes } from './tar-header.ts';

interface Place {
  readonly start: number;
  readonly bytes: number;
}

const chunkBytes = 262_144;

function damaged(path: string, what: string): BackupError {
  return new BackupError(
    `The backup ${path} is damaged or incomplete: ${what}. Nothing was touched; take another copy of it, or an earlier one.`,
  );
}

async function readAt(handle: FileHandle, start: number, bytes: number): Promise<Buffer> {
  const into = Buffer.alloc(bytes);
  let at = 0;
  while (at < bytes) {
    const { bytesRead } = await handle.read(into, at, bytes - at, start + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return into.subarray(0, at);
}

const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

/** Where each file begins. Every byte that belongs to no file is looked at too. */
async function readPlaces(handle: FileHandle, path: string): Promise<ReadonlyMap<string, Place>> {
  const { size } = await handle.stat();
  const places = new Map<string, Place>();
  for (let at = 0; ; ) {
    if (at + endBytes > size) throw damaged(path, 'its end is missing');
    const block = await readAt(handle, at, blockBytes);
    const member = decode(block, path);
    if (member === undefined) {
      const rest = await readAt(handle, at, Math.min(size - at, endBytes + 1));
      if (rest.length !== endBytes || !isZero(rest)) throw damaged(path, 'its end is not one');
      return places;
    }
    const start = at + blockBytes;
    const padding = paddingBytes(member.bytes);
    at = start + member.bytes + padding;
    const between = await readAt(handle, at - padding, padding);
    if (between.length !== padding || !isZero(between) || places.has(member.path)) {
      throw damaged(path, `what follows ${member.path} is wrong`);
    }
    places.set(member.path, { start, bytes: member.bytes });
  }
}

function decode(block: Buffer, path: string): ReturnType<typeof decodeTarHeader> {
  try {
    return decodeTarHeader(block);
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error));
  }
}

async function* readPlace(handle: FileHandle, { start, bytes }: Place): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes; ) {
    const chunk = await readAt(handle, start + at, Math.min(chunkBytes, bytes - at));
    if (chunk.length === 0) return;
    yield chunk;
    at += chunk.length;
  }
}

/** Opens a backup that is one tar archive. Throws a BackupError where it is none, or not whole. */
export async function openTarReader(path: string): Promise<BackupReader> {
  const handle = await open(path, 'r');
  try {
    const places = await readPlaces(handle, path);
    return {
      files: new Map([...places].map(([name, { bytes }]) => [name, bytes])),
      read(name) {
        const place = places.get(name);
        if (place === undefined) throw damaged(path, `${name} is missing`);
        return readPlace(handle, place);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
