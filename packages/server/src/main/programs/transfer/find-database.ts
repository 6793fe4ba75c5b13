import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DataFolderInUseError, limits, lockDataFolder } from '../../../kernel/index.ts';
import { findRunningCluster } from '../../../store/index.ts';
import { BackupError } from '../../backup/backup-error.ts';
import { findConnection } from '../../house/open-store.ts';
import type { Stack } from '../../house/stack.ts';
import type { Ground } from '../with-ground.ts';

async function waitForRunning(folder: string, ground: Ground): Promise<string> {
  const giveUpMs = ground.clock.monotonicMs() + limits.databaseStartMillisecondsMax;
  for (;;) {
    const connectionString = await findRunningCluster(folder);
    if (connectionString !== undefined) return connectionString;
    if (ground.clock.monotonicMs() > giveUpMs) {
      throw new BackupError(
        `A server uses ${ground.dataFolder}, and its database does not answer. See its log, and try again.`,
      );
    }
    await pause(limits.databaseStartPauseMilliseconds);
  }
}

/**
 * The database of a data folder, for reading: that of the running server, or the embedded one, which is
 * started and, by the stack, stopped again; no server can be started meanwhile.
 */
export async function findDatabase(ground: Ground, stack: Stack): Promise<string> {
  const { config, dataFolder } = ground;
  if (config.DATABASE_URL !== undefined) return config.DATABASE_URL;
  const folder = join(dataFolder, 'postgres');
  if ((await readdir(folder).catch(() => [])).length === 0) {
    throw new BackupError(
      `There is no database in ${dataFolder}. Set DATA_DIR to the folder of the server, and DATABASE_URL where the server has it.`,
    );
  }
  try {
    const lock = await lockDataFolder(dataFolder);
    stack.append('data folder', () => lock.release());
  } catch (error) {
    if (error instanceof DataFolderInUseError) return waitForRunning(folder, ground);
    throw error;
  }
  return findConnection({ ...ground, stack });
}
