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
import { createDataFolder, DataFolderError } from '../data-folder.ts';
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

const expected = [DataFolderError, DataFolderInUseError, ListenError, StoreError];

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

/** Runs a program as the only one in its data folder. Returns its exit code; never throws. */
export async function withGround(run: (ground: Ground) => Promise<number>): Promise<number> {
  try {
    const config = readConfig();
    const dataFolder = dataFolderOf(config);
    await createDataFolder(dataFolder);
    const lock = await lockDataFolder(dataFolder);
    try {
      const log = createLog(config.LOG_LEVEL);
      return await run({ config, dataFolder, clock: systemClock, log });
    } finally {
      lock.release();
    }
  } catch (error) {
    return tellFailure(error);
  }
}
