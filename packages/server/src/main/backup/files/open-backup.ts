import { stat } from 'node:fs/promises';
import { BackupError } from '../backup-error.ts';
import type { Manifest } from '../manifest.ts';
import { manifestName, readManifest } from '../manifest.ts';
import type { BackupReader } from './backup-reader.ts';
import { openFolderReader } from './folder-reader.ts';
import { openTarReader } from './tar-reader.ts';

/** A backup whose manifest was read and holds. Its files were not read yet. */
export interface OpenBackup extends BackupReader {
  readonly path: string;
  readonly manifest: Manifest;
}

const manifestBytesMax = 67_108_864;

async function openReader(path: string): Promise<BackupReader> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new BackupError(`There is no backup ${path} (${error.code}).`);
  });
  return found.isDirectory() ? openFolderReader(path) : openTarReader(path);
}

async function readText(reader: BackupReader, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of reader.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Opens a backup, a folder or a single file. Throws a BackupError where it is none, has no manifest
 * since it was never finished, or where the manifest is damaged.
 */
export async function openBackup(path: string): Promise<OpenBackup> {
  const reader = await openReader(path);
  try {
    const bytes = reader.files.get(manifestName);
    if (bytes === undefined || bytes > manifestBytesMax) {
      throw new BackupError(
        `${path} has no ${manifestName}: it is no backup, or one that was not finished.`,
      );
    }
    return { ...reader, path, manifest: readManifest(await readText(reader, manifestName)) };
  } catch (error) {
    await reader.close();
    throw error;
  }
}
