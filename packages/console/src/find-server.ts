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
  /** The command does nothing but send, so a key that may do nothing else will do. */
  readonly sends?: boolean | undefined;
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

/** The running server of this DATA_DIR, if there is one. */
async function readAliveServer(dataDir: string): Promise<RunFile | undefined> {
  const text = await readIfThere(join(dataDir, dataFolderFiles.run));
  const run = text === undefined ? undefined : parseRunFile(text);
  return run !== undefined && isAlive(run.pid) ? run : undefined;
}

/** The running server of this PORT and DATA_DIR, if there is one. */
async function readRunningServer(environment: Environment): Promise<RunFile | undefined> {
  const run = await readAliveServer(environment.dataDir);
  if (run === undefined) return undefined;
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

function parseAddress(text: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  throw new CommandError(
    exitCodes.usage,
    `"${text}" is not the URL of a server.`,
    'Give it as http://HOST:PORT or https://HOST.',
  );
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

function isSamePlace(one: URL, other: URL): boolean {
  if (one.protocol !== other.protocol || one.port !== other.port) return false;
  if (one.pathname !== '/') return false;
  const areLoopback = loopbackNames.has(one.hostname) && loopbackNames.has(other.hostname);
  return areLoopback || one.hostname === other.hostname;
}

/** The server of this DATA_DIR, where it is the one that the address names. */
async function readServerAt(address: URL, { dataDir }: Environment): Promise<RunFile | undefined> {
  // What may not be read belongs to somebody else; the address is all that is known.
  const run = await readAliveServer(dataDir).catch(() => undefined);
  return run !== undefined && isSamePlace(address, new URL(run.url)) ? run : undefined;
}

/** Keys of these scopes can send and nothing else; an app on this machine was given it. */
const isForSending = (key: string): boolean => /^hp_(ingest|browser)_/.test(key);

/**
 * Finds the server to talk to: the one that --url or HOMEPOT_URL names, else the running one of this
 * PORT and DATA_DIR. The local credential is only ever shown to the latter, also where the address
 * of it was given: apps on this machine are told address and key in the same variables, and their
 * key, which only sends, must not keep commands in the same terminal from reading.
 */
export async function findServer(
  environment: Environment,
  options: AddressOptions,
): Promise<Address> {
  const text = options.url ?? environment.url;
  const key = options.key ?? environment.key;
  const address = text === undefined ? undefined : parseAddress(text);
  const run =
    address === undefined
      ? await readRunningServer(environment)
      : await readServerAt(address, environment);
  if (run === undefined) {
    if (text === undefined) throw notRunning(environment);
    return { url: text, key };
  }
  const isLeftOut =
    options.key === undefined && options.sends !== true && key !== undefined && isForSending(key);
  return {
    url: run.url,
    key: key === undefined || isLeftOut ? () => readLocalKey(environment) : key,
    run,
  };
}
