import type { ChildProcess, StdioOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { inheritEnvironment } from '../environment.ts';

/** A program that is run for as long as the command runs. */
export interface ChildProgram {
  /** What messages call it. */
  readonly name: string;
  /** Arguments of Node: the file and what it is told. */
  readonly words: readonly string[];
  /** Added to the environment of this process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A program that was started. */
export interface Child {
  readonly name: string;
  /** 0 where it could not be started at all. */
  readonly pid: number;
  readonly output: Readable;
  readonly errors: Readable;
  /** Its exit code, or 128 and the number of the signal that ended it. Never rejects. */
  readonly ended: Promise<number>;
  isRunning(): boolean;
  /** Sends a signal while it runs. */
  tell(signal: NodeJS.Signals): void;
}

/** How long what was written last is waited for when the program is gone already. */
const lastWordsMsMax = 1_000;
const cannotStart = 127;

function codeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** 'close' comes when everything that it wrote was read; a process of its own may hold the pipe open. */
function waitForEnd(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => {
      if (child.pid === undefined) resolve(cannotStart);
    });
    child.once('exit', (code, signal) => {
      const end = () => resolve(codeOf(code, signal));
      child.once('close', end);
      void wait(lastWordsMsMax, undefined, { ref: false }).then(end);
    });
  });
}

const running = new Set<ChildProcess>();
let isWatchingExit = false;

/** Should this process end before its children, they are asked to stop too: nothing stays behind. */
function stopAtExit(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
  if (isWatchingExit) return;
  isWatchingExit = true;
  process.on('exit', () => {
    for (const each of running) each.kill('SIGTERM');
  });
}

/**
 * Starts a child in a process group of its own: a terminal's Ctrl-C would otherwise reach it beside
 * the signal that is sent on, and two signals mean "now" to it. What it writes is passed on, so that
 * it never holds the terminal itself: Node hangs at its end when a terminal of its own was closed.
 */
export function startChild({ name, words, environment }: ChildProgram): Child {
  const env = inheritEnvironment(environment);
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  const child = spawn(process.execPath, words, { stdio, detached: true, env });
  const ended = waitForEnd(child);
  stopAtExit(child);
  const isRunning = () =>
    child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    name,
    pid: child.pid ?? 0,
    output: child.stdout as Readable,
    errors: child.stderr as Readable,
    ended,
    isRunning,
    tell: (signal) => {
      if (isRunning()) child.kill(signal);
    },
  };
}
