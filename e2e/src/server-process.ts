import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environment } from './environment.ts';

const entry = fileURLToPath(import.meta.resolve('@homepot/server/package.json')).replace(
  'package.json',
  'src/main/homepot-server.ts',
);
const startMillisecondsMax = 60_000;
const outputCharactersMax = 200_000;

/** A server in a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  readonly url: string;
  /** The credential of the commands on the same machine. */
  readonly localKey: string;
  /** What it wrote so far, both streams. */
  output(): string;
  /** Ends it as Ctrl-C does and returns its exit code. */
  stop(): Promise<number | null>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
}

async function readRunFile(folder: string, child: ChildProcess): Promise<{ url: string }> {
  const deadline = performance.now() + startMillisecondsMax;
  while (performance.now() < deadline && child.exitCode === null) {
    const text = await readFile(join(folder, 'run/server.json'), 'utf8').catch(() => '{}');
    const run = JSON.parse(text) as { pid?: number; url?: string };
    if (run.pid === child.pid && run.url !== undefined) return { url: run.url };
    await pause(20);
  }
  throw new Error('the server did not start');
}

/**
 * Starts the server on a data folder and a free port, with these settings besides.
 * Throws with everything it wrote when it does not come up.
 */
export async function startServerProcess(
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [entry, 'serve'], {
    env: { ...environment, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  const keep = (chunk: Buffer) => {
    written = (written + chunk.toString()).slice(-outputCharactersMax);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = once(child, 'exit');
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  const run = await readRunFile(folder, child).catch(async (error: unknown) => {
    await end('SIGKILL');
    throw new Error(`${String(error)}:\n${written}`);
  });
  return {
    pid: child.pid ?? 0,
    url: run.url,
    localKey: (await readFile(join(folder, 'run/local.key'), 'utf8')).trim(),
    output: () => written,
    stop: async () => {
      await end('SIGINT');
      return child.exitCode;
    },
    kill: () => end('SIGKILL'),
  };
}
