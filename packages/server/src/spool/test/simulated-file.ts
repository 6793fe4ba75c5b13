import type { Random } from './random.ts';

const sectorBytes = 512;

/**
 * A file as the kernel and the disk see it. `cache` is what every reader gets; `platter` is what is
 * left without power. Sectors written since the last sync are dirty, and the disk may or may not
 * have them.
 */
export interface SimulatedFile {
  cache: Buffer;
  platter: Buffer;
  dirty: Set<number>;
}

export function createSimulatedFile(content: Buffer = Buffer.alloc(0)): SimulatedFile {
  return { cache: content, platter: Buffer.from(content), dirty: new Set() };
}

function resized(content: Buffer, bytes: number): Buffer {
  if (content.length >= bytes) return content.subarray(0, bytes);
  return Buffer.concat([content, Buffer.alloc(bytes - content.length)]);
}

function touch(file: SimulatedFile, from: number, to: number): void {
  for (let sector = Math.floor(from / sectorBytes); sector * sectorBytes < to; sector += 1) {
    file.dirty.add(sector);
  }
}

export function writeToCache(file: SimulatedFile, bytes: Buffer, position: number): void {
  const end = position + bytes.length;
  const cache = Buffer.from(resized(file.cache, Math.max(file.cache.length, end)));
  bytes.copy(cache, position);
  touch(file, Math.min(position, file.cache.length), end);
  file.cache = cache;
}

export function truncateCache(file: SimulatedFile, bytes: number): void {
  touch(file, Math.min(bytes, file.cache.length), Math.max(bytes, file.cache.length));
  file.cache = Buffer.from(resized(file.cache, bytes));
}

/** Bytes behind the end of the cache, of a file that was cut, are zero. */
function copyFromCache(file: SimulatedFile, content: Buffer, from: number, to: number): void {
  if (from >= to) return;
  content.fill(0, from, to);
  content.set(file.cache.subarray(from, to), from);
}

type Fate = 'old' | 'new' | 'zeros' | 'garbage' | 'stale';

/** What stands in the sectors that the disk was busy with. */
export interface Debris {
  readonly random: Random;
  /** Contents of removed files, which may show up again where a new file got their sectors. */
  readonly graves: readonly Buffer[];
}

function fateOf(isFresh: boolean, random: Random): Fate {
  // A sector is written as a whole: bytes that were on the disk before stay, old or new.
  if (!isFresh) return random.pick(['old', 'new']);
  return random.pick(['old', 'new', 'new', 'zeros', 'garbage', 'stale']);
}

function debrisOf(fate: Fate, bytes: number, { random, graves }: Debris): Buffer {
  const grave = graves[random.below(Math.max(1, graves.length))];
  if (fate === 'stale' && grave !== undefined && grave.length > 0) {
    const sectors = Math.ceil(grave.length / sectorBytes);
    const from = random.below(sectors) * sectorBytes;
    return resized(Buffer.from(grave.subarray(from, from + bytes)), bytes);
  }
  return fate === 'garbage' ? random.bytes(bytes) : Buffer.alloc(bytes);
}

function scattered(file: SimulatedFile, debris: Debris): Buffer {
  const { random } = debris;
  const sizes = [file.platter.length, file.cache.length, file.cache.length] as const;
  const size = random.pick(sizes);
  const content = Buffer.from(resized(file.platter, size));
  for (const sector of file.dirty) {
    const from = sector * sectorBytes;
    const end = Math.min(from + sectorBytes, size);
    if (from >= end) continue;
    const fate = fateOf(from >= file.platter.length, random);
    if (fate === 'new') copyFromCache(file, content, from, end);
    else if (fate !== 'old') debrisOf(fate, end - from, debris).copy(content, from);
  }
  return content;
}

function copyDirty(file: SimulatedFile, content: Buffer): Buffer {
  for (const sector of file.dirty) {
    const from = sector * sectorBytes;
    copyFromCache(file, content, from, Math.min(from + sectorBytes, content.length));
  }
  return content;
}

function cutOff(file: SimulatedFile, random: Random): Buffer {
  const growth = Math.max(0, file.cache.length - file.platter.length);
  const size = file.platter.length + random.below(growth + 1);
  return copyDirty(file, Buffer.from(resized(file.platter, size)));
}

/** Everything that is dirty reaches the disk. */
export function syncCache(file: SimulatedFile): void {
  file.platter = copyDirty(file, Buffer.from(resized(file.platter, file.cache.length)));
  file.dirty.clear();
}

/**
 * One of the contents that a file may have when the power comes back: nothing of what was not
 * synced, all of it, a part up to some byte, or any mixture of sectors.
 */
export function contentAfterPowerLoss(file: SimulatedFile, debris: Debris): Buffer {
  switch (debris.random.pick(['nothing', 'all', 'cut', 'scattered', 'scattered'])) {
    case 'nothing':
      return file.platter;
    case 'all':
      return copyDirty(file, Buffer.from(resized(file.platter, file.cache.length)));
    case 'cut':
      return cutOff(file, debris.random);
    default:
      return scattered(file, debris);
  }
}
