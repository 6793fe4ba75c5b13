import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import type { Identity } from '@homepot/agent';
import {
  enrol,
  nodeSettings,
  readAgentSettings,
  readIdentity,
  rotate,
  SettingsError,
  writeIdentity,
} from '@homepot/agent';
import type { Command } from 'commander';
import { agentEntry } from '../agent-entry.ts';
import { CommandError } from '../command-error.ts';
import type { Context } from '../context.ts';
import { inheritEnvironment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { runTogether } from '../supervise.ts';

interface FolderOptions {
  readonly folder?: string;
}

interface EnrolOptions extends FolderOptions {
  readonly url: string;
  readonly token: string;
  readonly deviceId?: string;
  readonly name?: string;
  readonly deviceType?: string;
}

interface RotateOptions extends FolderOptions {
  readonly overlap: string;
}

const folderOf = (context: Context, { folder }: FolderOptions) =>
  resolve(folder ?? join(context.environment.dataDir, 'agent'));

function addFolderOption(command: Command): Command {
  return command.option('--folder <folder>', 'folder of the agent; default: DATA_DIR/agent');
}

function sayWho(context: Context, folder: string, { deviceId, siteId, keyId }: Identity): void {
  context.output.say(`${deviceId} of ${siteId} has credential ${keyId}, kept in ${folder}.`);
}

/** What the house does not allow ends with the exit code for that. */
function readRefusal(error: unknown): unknown {
  const isRefusal =
    error instanceof SettingsError && (error.status === 401 || error.status === 403);
  return isRefusal ? new CommandError(exitCodes.notAllowed, error.message) : error;
}

async function runEnrol(context: Context, options: EnrolOptions): Promise<void> {
  const folder = folderOf(context, options);
  const { url, deviceId, name, deviceType } = options;
  if (!URL.canParse(url)) throw new CommandError(exitCodes.usage, `"${url}" is not a URL.`);
  // From standard input it does not stand in the list of processes.
  const token = options.token === '-' ? readFileSync(0, 'utf8').trim() : options.token;
  const { ca } = readAgentSettings(folder);
  const identity = await enrol({
    url,
    token,
    ...(deviceId === undefined ? {} : { deviceId }),
    ...(name === undefined ? {} : { name }),
    ...(deviceType === undefined ? {} : { deviceType }),
    ...(ca === undefined ? {} : { ca }),
  }).catch((error: unknown) => {
    throw readRefusal(error);
  });
  writeIdentity(folder, identity);
  sayWho(context, folder, identity);
}

async function runRotate(context: Context, options: RotateOptions): Promise<void> {
  const folder = folderOf(context, options);
  const seconds = Number(options.overlap);
  if (!Number.isInteger(seconds) || seconds < 0) {
    throw new CommandError(exitCodes.usage, '--overlap is a number of seconds.');
  }
  const { ca } = readAgentSettings(folder);
  const identity = await rotate(readIdentity(folder), seconds, ca).catch((error: unknown) => {
    throw readRefusal(error);
  });
  writeIdentity(folder, identity);
  sayWho(context, folder, identity);
}

/**
 * Becomes the agent: a first run only fills the cache of compiled code, for compiling costs memory
 * that is never given back; then the process is replaced, so that nothing of the console stays.
 */
async function runAgent(context: Context, options: FolderOptions): Promise<void> {
  const folder = folderOf(context, options);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const words = [...nodeSettings.flags, agentEntry(), folder];
  const added = { ...nodeSettings.environment, NODE_COMPILE_CACHE: join(folder, 'cache') };
  const env = inheritEnvironment(added);
  const { status } = spawnSync(process.execPath, [...words, '--check'], { env, stdio: 'inherit' });
  if (status !== 0) return context.exitWith(status ?? exitCodes.failure);
  process.execve?.(process.execPath, [process.execPath, ...words], env);
  // Where a process cannot be replaced (Windows), it is kept company.
  context.exitWith(await runTogether([{ name: 'agent', words, environment: added }]));
}

/** `homepot agent run|enrol|rotate`. */
export function defineAgent(command: Command, context: Context): void {
  const run = command.command('run').description('measure this machine, report, obey');
  addFolderOption(run).action((options: FolderOptions) => runAgent(context, options));

  const enrolling = command
    .command('enrol')
    .description('trade an enrolment token for the credential of this device')
    .requiredOption('--url <url>', 'address of the house')
    .requiredOption('--token <token>', 'the enrolment token; - reads it from standard input')
    .option('--device-id <id>', 'id of this device, where the token does not name it')
    .option('--name <name>', 'its name for people')
    .option('--device-type <type>', 'what it is; pos_terminal where not given');
  addFolderOption(enrolling).action((options: EnrolOptions) => runEnrol(context, options));

  const rotating = command
    .command('rotate')
    .description('replace the credential of this device')
    .option('--overlap <seconds>', 'for how long the old one stays good', '3600');
  addFolderOption(rotating).action((options: RotateOptions) => runRotate(context, options));
}
