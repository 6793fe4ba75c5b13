import { resolve } from 'node:path';
import { BackupError } from '../../backup/backup-error.ts';
import { openBackup } from '../../backup/files/open-backup.ts';
import { verifyBackup } from '../../backup/verify-backup.ts';
import { exitCodes } from '../exit-codes.ts';
import { printLine } from '../print.ts';
import { tellingFailure } from '../with-ground.ts';
import { asBackupError } from './as-backup-error.ts';
import { createTeller } from './create-teller.ts';
import { readWords } from './read-words.ts';
import { summariseBackup } from './summarise-backup.ts';

const options = { json: { type: 'boolean' }, quiet: { type: 'boolean' } } as const;
const usage = 'verify-backup BACKUP [--json] [--quiet]';

async function verifyWords(words: readonly string[]): Promise<number> {
  const { values, positionals } = readWords(words, options, usage);
  const [path] = positionals;
  if (path === undefined) throw new BackupError(`Usage: homepot-server ${usage}`);
  const backup = await openBackup(resolve(path));
  try {
    await verifyBackup(backup, createTeller(values.quiet));
    const { summary, text } = await summariseBackup(backup.path, backup.manifest);
    printLine(
      values.json === true ? JSON.stringify({ ...summary, ok: true }) : `${text}\nIt is whole.`,
    );
    return exitCodes.ok;
  } finally {
    await backup.close();
  }
}

/** `verify-backup`: reads a backup and compares everything with its manifest. It needs no server. */
export const verify = (words: readonly string[]): Promise<number> =>
  tellingFailure(() => asBackupError('It cannot be read.', () => verifyWords(words)));
