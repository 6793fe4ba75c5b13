import { stat } from 'node:fs/promises';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { standardInput } from './open-source.ts';

/**
 * The bytes of all files together, or undefined where one of them is stdin. Throws a CommandError
 * for a file that is not there, before anything is sent.
 */
export async function measureFiles(files: readonly string[]): Promise<number | undefined> {
  if (files.filter((file) => file === standardInput).length > 1) {
    throw new CommandError(exitCodes.usage, 'stdin (-) can be read once.', 'Give - once.');
  }
  let total = 0;
  for (const file of files) {
    if (file === standardInput) continue;
    const found = await stat(file).catch(() => undefined);
    if (found === undefined || found.isDirectory()) {
      throw new CommandError(
        exitCodes.notFound,
        found === undefined ? `There is no file ${file}.` : `${file} is a folder.`,
        'Give the path of a file, or - for stdin.',
      );
    }
    total += found.size;
  }
  return files.includes(standardInput) ? undefined : total;
}
