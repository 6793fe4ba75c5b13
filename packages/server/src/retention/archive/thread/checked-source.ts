import { hash } from 'node:crypto';
import type { ParquetSource } from '../../parquet/open-parquet.ts';
import { ParquetError } from '../../parquet/parquet-error.ts';
import type { FileSection } from '../parts/manifest.ts';
import type { FileJob } from './reading-job.ts';
import type { Ask } from './thread-port.ts';

/** Sections that are held: the description of the file, and the row group that is being read. */
const sectionsHeldMax = 2;

const lengthOf = ({ start, end }: FileSection) => end - start;

/**
 * Reads a file section by section, and each only if its digest is the one in the manifest: nothing of a
 * damaged file is ever decoded. Throws a ParquetError.
 */
export function createCheckedSource({ bytes, sections }: FileJob, ask: Ask): ParquetSource {
  const held = new Map<FileSection, Uint8Array>();

  async function load(section: FileSection): Promise<Uint8Array> {
    const known = held.get(section);
    if (known !== undefined) return known;
    const { start, end, sha256 } = section;
    const loaded = await ask<Uint8Array>('read', { start, end });
    if (loaded.length !== lengthOf(section) || hash('sha256', loaded, 'hex') !== sha256) {
      throw new ParquetError(`the bytes from ${start} to ${end} are not those that were written`);
    }
    const [oldest] = held.keys();
    if (held.size >= sectionsHeldMax && oldest !== undefined) held.delete(oldest);
    held.set(section, loaded);
    return loaded;
  }

  return {
    bytes,
    async read(start, end) {
      const read = new Uint8Array(end - start);
      for (const section of sections) {
        if (section.end <= start || section.start >= end) continue;
        const loaded = await load(section);
        const from = Math.max(start, section.start);
        const until = Math.min(end, section.end);
        read.set(loaded.subarray(from - section.start, until - section.start), from - start);
      }
      return read;
    },
  };
}
