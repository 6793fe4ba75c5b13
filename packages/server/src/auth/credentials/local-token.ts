import { timingSafeEqual } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createToken } from '../../kernel/index.ts';
import { replacePrivateFile } from './private-file.ts';

/**
 * What the commands on this machine prove themselves with: `hpl_` and 43 characters in
 * `{dataFolder}/run/local.key`, readable by its owner only, new at each start. Who can read the
 * data folder can do everything anyway.
 */
export interface LocalToken {
  start(): Promise<void>;
  matches(presented: string): boolean;
  /** Removes the file. */
  stop(): Promise<void>;
}

/** The part of a token by which it is known for a local one. */
export const localTokenPrefix = 'hpl_';

export function createLocalToken(dataFolder: string): LocalToken {
  const path = join(dataFolder, 'run', 'local.key');
  const token = Buffer.from(`${localTokenPrefix}${createToken(32)}`);
  return {
    start: () => replacePrivateFile(path, `${token.toString()}\n`),
    matches(presented) {
      const bytes = Buffer.from(presented);
      return bytes.length === token.length && timingSafeEqual(bytes, token);
    },
    stop: () => rm(path, { force: true }),
  };
}
