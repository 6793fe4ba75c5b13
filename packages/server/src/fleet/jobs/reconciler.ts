import { limits } from '../../kernel/index.ts';
import { classifyDatabaseError } from '../../store/index.ts';
import { deliverNow } from './deliver.ts';
import type { JobsDependencies } from './jobs-dependencies.ts';
import { createListenerLook } from './listener-look.ts';
import { noteFault } from './note-fault.ts';
import type { Stepped } from './step-job.ts';
import { StepError, stepJob } from './step-job.ts';

/** Brings jobs on, one pass at a time. */
export interface Reconciler {
  /**
   * Runs a pass; while one runs, one more follows, for all who ask meanwhile. While the database is
   * away it does nothing; what is wrong with one job is logged and keeps no other from going on.
   */
  run(): Promise<void>;
  onReleased(listener: (deviceIds: readonly string[]) => void): void;
  /** Begins nothing more. */
  stop(): void;
  /** Resolves when no pass runs. */
  idle(): Promise<void>;
}

/** Creates the reconciler. */
export function createReconciler(deps: JobsDependencies): Reconciler {
  const { database, log } = deps;
  const lookForListeners = createListenerLook(deps);
  const listeners: ((deviceIds: readonly string[]) => void)[] = [];
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  let isStopped = false;
  let isAway = false;

  async function setAside(error: unknown): Promise<void> {
    if (!(error instanceof StepError)) throw error;
    if (classifyDatabaseError(error.cause) === 'retry') throw error.cause;
    await noteFault(deps, error);
    deps.tell?.([error.jobId]);
  }

  async function settle(stepped: Stepped): Promise<void> {
    if (stepped.hasChanged) deps.tell?.([stepped.jobId]);
    if (stepped.released.length > 0) {
      for (const listener of listeners) listener(stepped.released);
    }
    await deliverNow(deps, stepped.deliveries);
  }

  /** Says whether there was a job to bring on. */
  async function step(): Promise<boolean> {
    try {
      const stepped = await database.transaction((transaction) => stepJob(transaction, deps));
      if (stepped !== undefined) await settle(stepped);
      return stepped !== undefined;
    } catch (error) {
      await setAside(error);
      return true;
    }
  }

  async function pass(): Promise<void> {
    for (let count = 0; count < limits.jobsPerPassMax && !isStopped; count += 1) {
      if (!(await step())) return;
    }
  }

  async function passes(): Promise<void> {
    try {
      do {
        isAskedAgain = false;
        await pass();
        if (!isStopped) await lookForListeners();
      } while (isAskedAgain && !isStopped);
      isAway = false;
    } catch (error) {
      if (classifyDatabaseError(error) !== 'retry') throw error;
      if (!isAway) log.warn({ err: error }, 'the orchestrator waits for the database');
      isAway = true;
    }
  }

  return {
    run() {
      isAskedAgain = running !== undefined;
      if (isStopped) return Promise.resolve();
      running ??= passes().finally(() => {
        running = undefined;
      });
      return running;
    },
    onReleased: (listener) => {
      listeners.push(listener);
    },
    stop: () => {
      isStopped = true;
    },
    idle: () => (running ?? Promise.resolve()).catch(() => undefined),
  };
}
