import { limits, within } from '../../kernel/index.ts';
import { createSteadyClock } from '../clock/steady-clock.ts';
import type { RetentionDependencies, RetentionOptions } from '../retention-dependencies.ts';
import type { RetentionLease } from './lease.ts';
import { createRetentionLease, LeaseLost } from './lease.ts';
import { reasonOf } from './note-failure.ts';
import type { RunContext } from './run-context.ts';
import { runOnce } from './run-once.ts';
import type { OpenRun } from './runs.ts';
import { beginRun, endRun, enterDueRun, findOpenRun } from './runs.ts';

/** Begins runs, in turn with other servers. */
export interface Runner {
  /**
   * Keeps the lease; begins a run that is due, asked for, or was left by a server that is gone. Returns at
   * once: the run goes on beside. To be called again and again, more often than a lease lasts.
   */
  look(): Promise<void>;
  /** Whether this server is the one that does it, as of the last look. */
  isMine(): boolean;
  /** Resolves when no run goes on here. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

interface Running {
  readonly turn: number;
  readonly ending: AbortController;
  readonly done: Promise<void>;
}

async function execute(context: RunContext, run: OpenRun): Promise<void> {
  const { database, clock, log, signal } = context;
  try {
    await beginRun(database, run.id, clock.nowMs());
    await runOnce(context);
    await endRun(database, run.id, clock.nowMs(), null);
  } catch (error) {
    // Another server goes on with it, or this one after its next start.
    if (signal.aborted || error instanceof LeaseLost) return;
    log.error({ err: error, run: run.id }, 'a run of retention ended early');
    context.onFailure(error, '');
    await endRun(database, run.id, clock.nowMs(), reasonOf(error)).catch(() => undefined);
  }
}

/** Creates the runner of this server. */
export function createRunner(
  deps: RetentionDependencies,
  { enabled, hour, graceMs = limits.retentionGraceMilliseconds }: RetentionOptions,
  onFailure: RunContext['onFailure'],
): Runner {
  const { database, clock } = deps;
  const lease: RetentionLease = createRetentionLease(deps);
  let running: Running | undefined;
  let mine = false;
  let isStopped = false;

  function begin(turn: number, run: OpenRun): void {
    const ending = new AbortController();
    const context: RunContext = {
      ...deps,
      clock: createSteadyClock(clock),
      lease,
      turn,
      runId: run.id,
      isAsked: run.cause === 'asked',
      signal: ending.signal,
      onFailure,
      graceFromMs: Number.NEGATIVE_INFINITY,
      graceMs,
      archiveAway: undefined,
    };
    const done = execute(context, run).finally(() => {
      running = undefined;
    });
    running = { turn, ending, done };
  }

  return {
    async look() {
      if (isStopped) return;
      const turn = await lease.take();
      mine = turn !== undefined;
      if (running !== undefined && running.turn !== turn) running.ending.abort(new LeaseLost());
      if (turn === undefined || running !== undefined || isStopped) return;
      if (enabled) await enterDueRun(database, clock.nowMs(), hour);
      const run = await findOpenRun(database);
      // Asking took its time: a stop may have come meanwhile.
      if (run !== undefined && running === undefined && !isStopped) begin(turn, run);
    },
    isMine: () => mine,
    idle: async () => {
      await running?.done;
    },
    async stop() {
      isStopped = true;
      running?.ending.abort(new LeaseLost('the server stops'));
      if (running !== undefined) await within(limits.retentionStopMillisecondsMax, running.done);
      await lease.release().catch(() => undefined);
    },
  };
}
