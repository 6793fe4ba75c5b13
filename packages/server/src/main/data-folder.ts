import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { dataFolderFiles } from '@homepot/catalogue';

/** A data folder that cannot be used, and what to do about it. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

const places = [dirname(dataFolderFiles.run), 'spool'] as const;

/**
 * Makes the folder and its parts, readable by their owner only, unless they are there. Root's folder
 * may be passed through: the embedded database runs as another account, in a part of its own.
 */
export async function createDataFolder(folder: string): Promise<void> {
  try {
    const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
    await mkdir(folder, { recursive: true, mode });
    for (const place of places) await mkdir(join(folder, place), { recursive: true, mode: 0o700 });
    if (!(await stat(folder)).isDirectory()) throw new Error('it is not a folder');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataFolderError(
      `The data folder ${folder} cannot be used: ${reason}. Set DATA_DIR to a folder that this user may write.`,
    );
  }
}
