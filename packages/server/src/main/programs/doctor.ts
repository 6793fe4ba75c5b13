import type { RunFile } from '@homepot/catalogue';
import type { Config } from '../../kernel/index.ts';
import {
  ConfigError,
  createLog,
  DataFolderInUseError,
  lockDataFolder,
  systemClock,
} from '../../kernel/index.ts';
import { checkArchive } from '../checkup/check-archive.ts';
import { checkClock } from '../checkup/check-clock.ts';
import { checkDataFolder } from '../checkup/check-data-folder.ts';
import { checkDatabase } from '../checkup/check-database.ts';
import { checkMqtt } from '../checkup/check-mqtt.ts';
import { checkNode } from '../checkup/check-node.ts';
import { checkPort } from '../checkup/check-port.ts';
import type { Finding } from '../checkup/finding.ts';
import { fail, ok } from '../checkup/finding.ts';
import { readRunFile } from '../run-file.ts';
import { exitCodes } from './exit-codes.ts';
import { printLine } from './print.ts';
import type { ProgramOptions } from './program-options.ts';
import { dataFolderOf, readGroundConfig } from './with-ground.ts';

async function checkConfiguration(): Promise<{
  readonly config?: Config;
  readonly findings: Finding[];
}> {
  try {
    return { config: await readGroundConfig(), findings: [ok('configuration', 'no fault')] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const findings = error.faults.map((fault) =>
      fail('configuration', fault, 'Correct the environment variable.'),
    );
    return { findings };
  }
}

/** The run file of a server that runs: one that was killed leaves the file, but not the lock. */
async function findRunning(folder: string): Promise<RunFile | undefined> {
  const run = await readRunFile(folder);
  if (run === undefined) return undefined;
  try {
    (await lockDataFolder(folder)).release();
    return undefined;
  } catch (error) {
    return error instanceof DataFolderInUseError ? run : undefined;
  }
}

async function examine(): Promise<readonly Finding[]> {
  const { config, findings } = await checkConfiguration();
  if (config === undefined) return [checkNode(), ...findings];
  const dataFolder = dataFolderOf(config);
  const run = await findRunning(dataFolder);
  const log = createLog('silent');
  return [
    checkNode(),
    ...findings,
    ...(await checkDataFolder(dataFolder)),
    await checkArchive(config, dataFolder, systemClock),
    ...(await checkDatabase({ config, dataFolder, clock: systemClock, log, run })),
    await checkPort(config, run),
    await checkMqtt(config, run),
    await checkClock(systemClock, dataFolder),
  ];
}

function lineOf({ name, result, message, action }: Finding): string {
  const line = `${result.padEnd(5)}${name}: ${message}`;
  return action === undefined ? line : `${line}\n     -> ${action}`;
}

/** `doctor`: looks for what would keep a server from working, and says what to do. */
export async function doctor({ json }: ProgramOptions): Promise<number> {
  const checks = await examine();
  const isWell = checks.every(({ result }) => result !== 'fail');
  printLine(json ? JSON.stringify({ ok: isWell, checks }) : checks.map(lineOf).join('\n'));
  return isWell ? exitCodes.ok : exitCodes.failed;
}
