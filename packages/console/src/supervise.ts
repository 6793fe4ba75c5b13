import process from 'node:process';
import { onInterrupt } from './interrupt.ts';
import type { Child, ChildProgram } from './supervisor/start-child.ts';
import { startChild } from './supervisor/start-child.ts';

/** Starts a program whose output is passed on to that of this process. */
export function startPassingOn(program: ChildProgram): Child {
  const child = startChild(program);
  child.output.pipe(process.stdout, { end: false });
  child.errors.pipe(process.stderr, { end: false });
  return child;
}

/** Nobody reads any more: what the child still writes is let go. */
export function discardOutput({ output, errors }: Child): void {
  for (const stream of [output, errors]) {
    stream.unpipe();
    stream.resume();
  }
}

/**
 * Runs programs together: when the user asks to stop, each is told once; a second time, once more.
 * When one ends, the others are told to stop. Resolves when all have ended, with the exit code of
 * the one that ended first, so nothing is left behind.
 */
export async function runTogether(programs: readonly ChildProgram[]): Promise<number> {
  const children = programs.map(startPassingOn);
  const tell = (signal: NodeJS.Signals) => {
    for (const child of children) child.tell(signal);
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
