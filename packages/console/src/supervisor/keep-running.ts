import { setTimeout as wait } from 'node:timers/promises';
import { endTree } from './end-tree.ts';
import { createRestartPause } from './restart-pause.ts';
import type { Child, ChildProgram } from './start-child.ts';
import { startChild } from './start-child.ts';

/** A program that is kept running. */
export interface SupervisedProgram extends ChildProgram {
  /**
   * Resolves when the program of this pid does its work. `signal` ends the waiting. Absent: it does
   * its work as soon as it was started.
   */
  readonly ready?: (pid: number, signal: AbortSignal) => Promise<void>;
  /** What it means when it ends by itself with exit code 0: that everything ends, or a mishap. */
  readonly whenDone: 'end-all' | 'restart';
  /** Milliseconds from being asked to stop until it is made to. */
  readonly stopMs: number;
  /** Ends what the program leaves behind when it is killed; called at the stop, after such an end. */
  readonly tidy?: () => Promise<void>;
}

/**
 *   starting -> ready -> (it dies) waiting -> starting ...
 *   starting -> failed: its first start came to nothing
 *   ready -> done: it ended in order, and everything ends with it
 *   any -> stopped: it was asked to
 */
export type ProgramState = 'starting' | 'ready' | 'waiting' | 'failed' | 'done' | 'stopped';

/** One program and what keeps it running. */
export interface Keeper {
  readonly name: string;
  state(): ProgramState;
  restarts(): number;
  /** The exit code of its last end; undefined while it has not ended yet. */
  lastCode(): number | undefined;
  /** Starts it; resolves when it is ready for the first time, or with false where it came to nothing. */
  start(): Promise<boolean>;
  /** Resolves when it ended for good by itself: `failed` or `done`. */
  readonly over: Promise<void>;
  /** Asks it to stop, makes it after `stopMs`, and leaves no process. Never throws. */
  stop(): Promise<void>;
}

/** What the keeper is told to do with the words of a program, and what it says of it. */
export interface KeeperOptions {
  /** Takes what it writes. */
  readonly attach: (child: Child) => void;
  readonly say: (message: string) => void;
}

interface Memory {
  state: ProgramState;
  restarts: number;
  lastCode: number | undefined;
  child: Child | undefined;
  /** It died, and has not been ready since: what it had started may still be there. */
  untidy: boolean;
}

async function watchReadiness(
  program: SupervisedProgram,
  child: Child,
  onReady: () => void,
): Promise<number> {
  const waiting = new AbortController();
  const readiness = program.ready?.(child.pid, waiting.signal) ?? Promise.resolve();
  readiness.then(
    () => {
      if (child.isRunning()) onReady();
    },
    () => undefined,
  );
  const code = await child.ended;
  waiting.abort();
  return code;
}

async function endChild(
  { name, stopMs }: SupervisedProgram,
  child: Child,
  { say }: KeeperOptions,
): Promise<void> {
  child.tell('SIGTERM');
  const ended = child.ended.then(() => true);
  if (await Promise.race([ended, wait(stopMs, false, { ref: false })])) return;
  say(`${name} did not stop within ${stopMs / 1000} s and is ended`);
  await endTree(child.pid);
  await child.ended;
}

/** Creates the keeper of one program. Nothing is started yet. */
export function createKeeper(program: SupervisedProgram, options: KeeperOptions): Keeper {
  const memory: Memory = {
    state: 'stopped',
    restarts: 0,
    lastCode: undefined,
    child: undefined,
    untidy: false,
  };
  const stopping = new AbortController();
  const pause = createRestartPause();
  const first = Promise.withResolvers<boolean>();
  const over = Promise.withResolvers<void>();
  let life: Promise<void> | undefined;
  let wasReady = false;

  const runOnce = async (): Promise<void> => {
    memory.state = 'starting';
    const startedAtMs = performance.now();
    const child = startChild(program);
    memory.child = child;
    options.attach(child);
    const code = await watchReadiness(program, child, () => {
      memory.state = 'ready';
      memory.untidy = false;
      wasReady = true;
      first.resolve(true);
    });
    memory.lastCode = code;
    memory.child = undefined;
    if (stopping.signal.aborted) return;
    if (!wasReady || (code === 0 && program.whenDone === 'end-all')) {
      memory.state = wasReady ? 'done' : 'failed';
      return;
    }
    memory.state = 'waiting';
    memory.untidy = code !== 0;
    memory.restarts += 1;
    const pauseMs = pause.after(performance.now() - startedAtMs);
    options.say(`${program.name} ended with ${code}; it is started again in ${pauseMs / 1000} s`);
    await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  };

  const live = async (): Promise<void> => {
    do await runOnce();
    while (memory.state === 'waiting' && !stopping.signal.aborted);
    first.resolve(false);
    if (!stopping.signal.aborted) over.resolve();
  };

  return {
    name: program.name,
    state: () => memory.state,
    restarts: () => memory.restarts,
    lastCode: () => memory.lastCode,
    over: over.promise,
    start: () => {
      if (!stopping.signal.aborted) life ??= live();
      else first.resolve(false);
      return first.promise;
    },
    stop: async () => {
      stopping.abort();
      if (memory.child !== undefined) await endChild(program, memory.child, options);
      await life;
      const cameToAnEnd = memory.state === 'failed' || memory.state === 'done';
      if (memory.untidy) await program.tidy?.().catch(() => undefined);
      if (!cameToAnEnd) memory.state = 'stopped';
    },
  };
}
