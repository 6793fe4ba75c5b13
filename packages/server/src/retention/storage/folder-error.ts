import type { ErrorCode } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'storage_full',
  EDQUOT: 'storage_full',
  EFBIG: 'storage_full',
  EACCES: 'storage_refused',
  EPERM: 'storage_refused',
  EROFS: 'storage_refused',
  ENOTDIR: 'storage_refused',
  EEXIST: 'storage_refused',
  ENOENT: 'archive_missing',
};

/** An error of the file system as one of a storage; others, as of the bytes' source, as they are. */
export function toFolderError(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  return new HomepotError(codes[String(error.code)] ?? 'storage_unavailable', {
    message: `The folder ${folder} cannot be used: ${error.message}`,
    cause: error,
  });
}
