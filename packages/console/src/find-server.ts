import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFile } from '@homepot/catalogue';
import { dataFolderFiles } from '@homepot/catalogue';
import { CommandError } from './command-error.ts';
import type { Environment } from './environment.ts';
import { exitCodes } from './exit-codes.ts';

/** Where a server is and what to show it. */
export interface Address {
  readonly url: string;
  /** The local credential is asked for at each call: every start of the server makes a new one. */
  readonly key: string | (() => Promise<string | undefined>) | undefined;
  /** Present for the server of this machine. */
  readonly run?: RunFile;
}

/** `--url` and `--key`. */
export interface AddressOptions {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
}

const startIt = 'Start it with `npm start` or `homepot up`, or set HOMEPOT_URL.';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    throw new CommandError(
      exitCodes.notAllowed,
      `${file} may not be read by this user.`,
      'Run the command as the user that runs the server, or set HOMEPOT_URL and HOMEPOT_KEY.',
    );
  }
}

function parseRunFile(text: string): RunFile | undefined {
  try {
    const run = JSON.parse(text) as Partial<RunFile>;
    return typeof run.pid === 'number' && typeof run.url === 'string'
      ? (run as RunFile)
      : undefined;
  } catch {
    // A server that is just starting writes it; it is not there yet.
    return undefined;
  }
}

/** The running server of this PORT and DATA_DIR, if there is one. */
async function readRunningServer(environment: Environment): Promise<RunFile | undefined> {
  const text = await readIfThere(join(environment.dataDir, dataFolderFiles.run));
  const run = text === undefined ? undefined : parseRunFile(text);
  if (run === undefined || !isAlive(run.pid)) return undefined;
  const { port } = environment;
  return port === undefined || port === '0' || Number(port) === run.port ? run : undefined;
}

const readLocalKey = async (environment: Environment): Promise<string | undefined> =>
  (await readIfThere(join(environment.dataDir, dataFolderFiles.localKey)))?.trim() || undefined;

function notRunning(environment: Environment): CommandError {
  const port = environment.port === undefined ? '' : ` on port ${environment.port}`;
  return new CommandError(
    exitCodes.unreachable,
    `No server is running${port} with the data folder ${environment.dataDir}.`,
    startIt,
  );
}

/**
 * Finds the server to talk to: the one that --url or HOMEPOT_URL names, else the running one of this
 * PORT and DATA_DIR. The local credential is only ever shown to the latter.
 */
export async function findServer(
  environment: Environment,
  options: AddressOptions,
): Promise<Address> {
  const url = options.url ?? environment.url;
  const key = options.key ?? environment.key;
  if (url !== undefined) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new CommandError(
        exitCodes.usage,
        `"${url}" is not the URL of a server.`,
        'Give it as http://HOST:PORT or https://HOST.',
      );
    }
    return { url, key };
  }
  const run = await readRunningServer(environment);
  if (run === undefined) throw notRunning(environment);
  return { url: run.url, key: key ?? (() => readLocalKey(environment)), run };
}
