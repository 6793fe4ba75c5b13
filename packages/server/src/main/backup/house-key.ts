import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupError } from './backup-error.ts';
import { keyName } from './manifest.ts';
import { secretFingerprint } from './secret-fingerprint.ts';

/** What the hashes of all credentials of a house are keyed with, and where it comes from. */
export interface HouseKey {
  readonly source: 'file' | 'setting';
  readonly fingerprint: string;
  /** The bytes of the file; absent where SECRET_KEY is set. */
  readonly content?: Buffer;
}

/** The key of a data folder. Undefined where there is none yet. */
export async function findHouseKey(
  secretKey: string | undefined,
  dataFolder: string,
): Promise<HouseKey | undefined> {
  if (secretKey !== undefined) {
    return { source: 'setting', fingerprint: secretFingerprint(secretKey) };
  }
  const content = await readFile(join(dataFolder, keyName)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (content === undefined) return undefined;
  return { source: 'file', fingerprint: secretFingerprint(content.toString('utf8')), content };
}

/** The key of a data folder in which a server ran. Throws a BackupError where there is none. */
export async function requireHouseKey(
  secretKey: string | undefined,
  dataFolder: string,
): Promise<HouseKey> {
  const key = await findHouseKey(secretKey, dataFolder);
  if (key !== undefined) return key;
  throw new BackupError(
    `${join(dataFolder, keyName)} is not there: no server has run with this data folder. Set DATA_DIR to that of the server, and SECRET_KEY where the server has it.`,
  );
}
