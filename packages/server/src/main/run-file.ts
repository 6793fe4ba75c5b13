import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFile } from '@homepot/catalogue';
import { dataFolderFiles } from '@homepot/catalogue';

const pathOf = (folder: string): string => join(folder, dataFolderFiles.run);

/** Writes the file; whoever reads sees all of it or none. */
export async function createRunFile(folder: string, content: RunFile): Promise<void> {
  const path = pathOf(folder);
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(beside, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  await rename(beside, path);
}

/** The file that the last server left; it may have ended without removing it. */
export async function readRunFile(folder: string): Promise<RunFile | undefined> {
  try {
    return JSON.parse(await readFile(pathOf(folder), 'utf8'));
  } catch {
    return undefined;
  }
}

export async function removeRunFile(folder: string): Promise<void> {
  await rm(pathOf(folder), { force: true });
}
