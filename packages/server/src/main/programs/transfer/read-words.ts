import type { ParseArgsOptionsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import { BackupError } from '../../backup/backup-error.ts';

/** The options and words of a program. Throws a BackupError with its usage where they make no sense. */
export function readWords<O extends ParseArgsOptionsConfig>(
  words: readonly string[],
  options: O,
  usage: string,
) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupError(`${reason}\nUsage: homepot-server ${usage}`);
  }
}
