import { classifyDatabaseError } from '../../../store/index.ts';
import { BackupError } from '../../backup/backup-error.ts';

const systemCodes = new Set([
  'ENOSPC',
  'EACCES',
  'EPERM',
  'ENOENT',
  'EEXIST',
  'EROFS',
  'EDQUOT',
  'ENOTDIR',
]);

const hasCode = (error: unknown): error is Error & { readonly code: unknown } =>
  error instanceof Error && 'code' in error;

/**
 * Runs something; errors of the disk and of the database are thrown on as BackupErrors with this
 * advice, since whoever called the program can do something about them.
 */
export async function asBackupError<T>(advice: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const isOfDisk = hasCode(error) && systemCodes.has(String(error.code));
    const isOfDatabase = hasCode(error) && /^[0-9A-Z]{5}$/.test(String(error.code));
    const isPassing = classifyDatabaseError(error) === 'retry';
    if (!isOfDisk && !isOfDatabase && !isPassing) throw error;
    const { message } = error as Error;
    throw new BackupError(`${message}. ${advice}`, { cause: error });
  }
}
