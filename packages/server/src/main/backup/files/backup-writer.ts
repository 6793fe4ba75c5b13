import { createHash } from 'node:crypto';
import type { BackupFile } from '../manifest.ts';

/**
 * What a backup is written into. It is made under another name and gets its own when it is whole, so
 * that what has the name of a backup is one.
 */
export interface BackupWriter {
  /** Writes a file, one after the other. */
  add(path: string, source: AsyncIterable<Uint8Array>): Promise<BackupFile>;
  /** Makes everything durable and gives the backup its name. */
  finish(): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** What a backup is called as long as it is not whole. */
export const unfinishedSuffix = '.unfinished';

/** Passes bytes on to `write` and tells their count and SHA-256. */
export async function sumUp(
  path: string,
  source: AsyncIterable<Uint8Array>,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<BackupFile> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of source) {
    digest.update(chunk);
    bytes += chunk.length;
    await write(chunk);
  }
  return { path, bytes, sha256: digest.digest('hex') };
}
