import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { ClusterPlace } from './cluster-place.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { isRunning } from './process-table.ts';
import type { Account } from './run-program.ts';
import { programEnvironment } from './run-program.ts';
import { yieldProcessor } from './yield-processor.ts';

/** The main process of a database, started by us or found running. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves when it has ended. */
  readonly exited: Promise<void>;
}

const pollMs = 50;
const watchMs = 500;

async function gone(pid: number): Promise<void> {
  while (await isRunning(pid)) await pause(watchMs, undefined, { ref: false });
}

/** A postmaster that another process started: its end can only be seen by looking. */
export function adoptPostmaster(pid: number): Postmaster {
  return { pid, exited: gone(pid) };
}

/**
 * Starts the database in a session of its own, so that Ctrl-C in a terminal reaches the server, which
 * stops the database when it has no more need of it, and not the database itself.
 */
export async function startPostmaster(
  programs: string,
  { data, startLog }: ClusterPlace,
  sockets: string,
  account: Account | undefined,
): Promise<Postmaster> {
  const log = await open(startLog, 'w', 0o600);
  try {
    const child = spawn(join(programs, 'postgres'), ['-D', data, '-k', sockets], {
      cwd: '/',
      env: programEnvironment,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    await once(child, 'spawn');
    const exited = once(child, 'exit').then(() => undefined);
    child.unref();
    await yieldProcessor(child.pid ?? 0);
    return { pid: child.pid ?? 0, exited };
  } finally {
    await log.close();
  }
}

/**
 * Waits until the database answers: true once it does, false if it ended first or `signal` says to
 * give up. A crashed database replays its log before; that may take minutes.
 */
export async function waitUntilReady(
  { pid, exited }: Postmaster,
  data: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  const deadline = clock.monotonicMs() + limits.embeddedStartMillisecondsMax;
  while (!ended && !signal.aborted && clock.monotonicMs() < deadline) {
    const file = await readPostmasterFile(data);
    if (file?.pid === pid && file.ready) return true;
    await pause(pollMs);
  }
  return false;
}

/** Fast shutdown: ends sessions, writes everything down. Then immediate, then by force. */
const steps = [
  { signal: 'SIGINT', waitMs: limits.embeddedStopMillisecondsMax },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/** Stops the database, harder and harder. Whatever it takes, the next start recovers. */
export async function stopPostmaster({ pid, exited }: Postmaster): Promise<void> {
  for (const { signal, waitMs } of steps) {
    if (!(await isRunning(pid))) return;
    try {
      process.kill(pid, signal);
    } catch {
      // It ended between the look and the signal.
      return;
    }
    const waiting = new AbortController();
    const ended = await Promise.race([
      exited.then(() => true),
      pause(waitMs, false, { signal: waiting.signal }).catch(() => false),
    ]);
    waiting.abort();
    if (ended) return;
  }
}
