import { homedir } from 'node:os';
import { resolve } from 'node:path';
import process from 'node:process';
import { chooseDataFolder } from '@homepot/catalogue';
import type { Clock, Config, Log } from '../../kernel/index.ts';
import {
  ConfigError,
  createLog,
  DataFolderInUseError,
  lockDataFolder,
  readConfig,
  systemClock,
} from '../../kernel/index.ts';
import { TransferError } from '../../store/index.ts';
import { BackupError } from '../backup/backup-error.ts';
import { createDataFolder, DataFolderError } from '../data-folder.ts';
import { readDatabaseFile } from '../database-file.ts';
import { StoreError } from '../house/open-store.ts';
import { exitCodes } from './exit-codes.ts';
import { ListenError } from './listen.ts';
import { printFailure } from './print.ts';

/** What a program of the server stands on: its configuration and its own data folder. */
export interface Ground {
  readonly config: Config;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The data folder that the configuration and the user lead to. */
export function dataFolderOf(config: Config): string {
  const machine = { isRoot: process.getuid?.() === 0, homeFolder: homedir() };
  return resolve(chooseDataFolder(config.DATA_DIR, machine));
}

/** The configuration, with the database that the data folder was moved to where none is set. */
export async function readGroundConfig(): Promise<Config> {
  const config = readConfig();
  if (config.DATABASE_URL !== undefined) return config;
  const moved = await readDatabaseFile(dataFolderOf(config));
  return moved === undefined ? config : { ...config, DATABASE_URL: moved };
}

const expected = [
  BackupError,
  DataFolderError,
  DataFolderInUseError,
  ListenError,
  StoreError,
  TransferError,
];

/** Tells why nothing came of it. What nobody expected is told with its origin. */
function tellFailure(error: unknown): number {
  if (error instanceof ConfigError) {
    printFailure(error.message);
    return exitCodes.configurationWrong;
  }
  const known = expected.some((kind) => error instanceof kind);
  const text = error instanceof Error ? (known ? error.message : error.stack) : undefined;
  printFailure(text ?? String(error));
  return exitCodes.failed;
}

/** Runs what may fail, and tells why it did. Returns the exit code; never throws. */
export async function tellingFailure(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    return tellFailure(error);
  }
}

/** Runs a program as the only one in its data folder. Returns its exit code; never throws. */
export const withGround = (run: (ground: Ground) => Promise<number>): Promise<number> =>
  tellingFailure(async () => {
    const config = await readGroundConfig();
    const dataFolder = dataFolderOf(config);
    await createDataFolder(dataFolder);
    const lock = await lockDataFolder(dataFolder);
    try {
      const log = createLog(config.LOG_LEVEL);
      return await run({ config, dataFolder, clock: systemClock, log });
    } finally {
      lock.release();
    }
  });
