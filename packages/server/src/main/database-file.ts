import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../kernel/index.ts';
import { replaceFile } from './backup/files/replace-file.ts';

/**
 * Where the database of a data folder is, once it was moved out of it: a file with its URL, which only
 * its owner may read, since the password stands in it. DATABASE_URL wins over it; where neither is
 * there, the database is the embedded one.
 */
const fileName = 'secrets/database-url';

/** The file's place, for messages. */
export const databaseFileOf = (dataFolder: string): string => join(dataFolder, fileName);

/** The URL. Undefined where the database was not moved. Throws a ConfigError for a damaged file. */
export async function readDatabaseFile(dataFolder: string): Promise<string | undefined> {
  const path = databaseFileOf(dataFolder);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  if (/^postgres(ql)?:\/\/\S+\n$/.test(text)) return text.trim();
  throw new ConfigError([`${path} is damaged: it must be the URL of a database and nothing else`]);
}

/** From the next start on, the database is there. */
export async function writeDatabaseFile(dataFolder: string, url: string): Promise<void> {
  await replaceFile(databaseFileOf(dataFolder), [Buffer.from(`${url}\n`)]);
}
