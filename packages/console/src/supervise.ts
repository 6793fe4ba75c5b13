import type { ChildProcess, StdioOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import { inheritEnvironment } from './environment.ts';
import { onInterrupt } from './interrupt.ts';

/** A program that is run for as long as the command runs. */
export interface ChildProgram {
  /** What messages call it. */
  readonly name: string;
  /** Arguments of Node: the file and what it is told. */
  readonly words: readonly string[];
  /** Added to the environment of this process. */
  readonly environment: Readonly<Record<string, string>>;
}

interface Running {
  readonly name: string;
  readonly process: ChildProcess;
  readonly ended: Promise<number>;
}

/**
 * Starts a child in a process group of its own: a terminal's Ctrl-C would otherwise reach it beside
 * the signal that is sent on, and two signals mean "now" to it. What it writes is passed on, so that
 * it never holds the terminal itself: Node hangs at its end when a terminal of its own was closed.
 */
function start({ name, words, environment }: ChildProgram): Running {
  const env = inheritEnvironment(environment);
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  const child = spawn(process.execPath, words, { stdio, detached: true, env });
  child.stdout?.pipe(process.stdout, { end: false });
  child.stderr?.pipe(process.stderr, { end: false });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    // 'close' comes when everything that it wrote was read.
    child.once('close', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  return { name, process: child, ended };
}

/** Nobody reads any more: what the child still writes is let go. */
function discardOutput({ process: { stdout, stderr } }: Running): void {
  for (const stream of [stdout, stderr]) {
    stream?.unpipe();
    stream?.resume();
  }
}

/**
 * Runs programs together: when the user asks to stop, each is told once; a second time, once more.
 * When one ends, the others are told to stop. Resolves when all have ended, with the exit code of
 * the one that ended first, so nothing is left behind.
 */
export async function runTogether(programs: readonly ChildProgram[]): Promise<number> {
  const children = programs.map(start);
  const tell = (signal: NodeJS.Signals) => {
    for (const child of children) if (child.process.exitCode === null) child.process.kill(signal);
  };
  let terminalClosed = false;
  const stopListening = onInterrupt((signal) => {
    if (signal !== 'SIGHUP') return tell(signal);
    // A closed terminal asks for the same graceful stop.
    terminalClosed = true;
    for (const child of children) discardOutput(child);
    tell('SIGTERM');
  });
  try {
    const code = await Promise.race(children.map((child) => child.ended));
    tell('SIGTERM');
    await Promise.all(children.map((child) => child.ended));
    // Everything is done, and an ordinary end would hang for the reason above.
    if (terminalClosed) process.kill(process.pid, 'SIGKILL');
    return code;
  } finally {
    stopListening();
  }
}
