import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { onInterrupt } from './interrupt.ts';
import { discardOutput, startPassingOn } from './supervise.ts';
import { createRestartPause } from './supervisor/restart-pause.ts';
import type { Child, ChildProgram } from './supervisor/start-child.ts';

/** How long the main program is kept running for the companion to take its leave. */
const leaveMsMax = 2_500;

interface Companion {
  /** Resolves when it is over for good. */
  readonly over: Promise<void>;
  stop(): void;
  discardOutput(): void;
}

/** Keeps a program running until it ends with exit code 0 or is stopped. */
function startCompanion(program: ChildProgram): Companion {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = createRestartPause();
  let child: Child | undefined;
  let isDiscarding = false;
  const live = async (): Promise<void> => {
    while (!signal.aborted) {
      const startedAtMs = performance.now();
      child = startPassingOn(program);
      if (isDiscarding) discardOutput(child);
      const code = await child.ended;
      if (code === 0 || signal.aborted) return;
      const pauseMs = pause.after(performance.now() - startedAtMs);
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    over: live(),
    stop() {
      stopping.abort();
      child?.tell('SIGTERM');
    },
    discardOutput() {
      isDiscarding = true;
      if (child !== undefined) discardOutput(child);
    },
  };
}

/**
 * Runs a program with another beside it, which is started again when it dies, and whose end is not
 * that of the first. When the user asks to stop, the companion is told first, so that it can take
 * its leave of the main program; a second time, both at once. Resolves with the exit code of the
 * main program when both have ended, so nothing is left behind.
 */
export async function runWithCompanion(main: ChildProgram, beside: ChildProgram): Promise<number> {
  const child = startPassingOn(main);
  const companion = startCompanion(beside);
  let isTerminalClosed = false;
  const stopInOrder = async (signal: NodeJS.Signals): Promise<void> => {
    companion.stop();
    await Promise.race([companion.over, child.ended, wait(leaveMsMax, undefined, { ref: false })]);
    child.tell(signal);
  };
  const stopListening = onInterrupt((signal, press) => {
    if (signal === 'SIGHUP') {
      // A closed terminal asks for the same graceful stop.
      isTerminalClosed = true;
      discardOutput(child);
      companion.discardOutput();
    }
    const passedOn = signal === 'SIGHUP' ? 'SIGTERM' : signal;
    if (press > 1) child.tell(passedOn);
    else void stopInOrder(passedOn);
  });
  try {
    const code = await child.ended;
    companion.stop();
    await companion.over;
    // Everything is done, and an ordinary end would hang: see startChild.
    if (isTerminalClosed) process.kill(process.pid, 'SIGKILL');
    return code;
  } finally {
    stopListening();
  }
}
