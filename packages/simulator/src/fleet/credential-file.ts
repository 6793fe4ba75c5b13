import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A credential of a simulated terminal, as it is remembered. */
export interface KnownCredential {
  readonly siteId: string;
  readonly keyId: string;
  readonly secret: string;
}

/** The credentials of a simulated fleet in one house, by device. */
export type KnownCredentials = Map<string, KnownCredential>;

type Content = Record<string, Record<string, KnownCredential>>;

const pathIn = (dataDir: string): string => join(dataDir, 'simulator', 'credentials.json');

async function readContent(path: string): Promise<Content> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Content;
  } catch {
    // There is none yet, or a crash left half of one: new credentials are made.
    return {};
  }
}

/** The credentials that are remembered of a house; `house` is its name in the file. */
export async function readCredentials(dataDir: string, house: string): Promise<KnownCredentials> {
  return new Map(Object.entries((await readContent(pathIn(dataDir)))[house] ?? {}));
}

/** Remembers credentials, beside those of other houses. Only the owner may read the file. */
export async function writeCredentials(
  dataDir: string,
  house: string,
  credentials: KnownCredentials,
): Promise<void> {
  const path = pathIn(dataDir);
  const content = { ...(await readContent(path)), [house]: Object.fromEntries(credentials) };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  await chmod(beside, 0o600);
  await rename(beside, path);
}
