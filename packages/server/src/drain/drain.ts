import { createAnnouncer } from './announcer.ts';
import type { DrainState } from './drain-counts.ts';
import type { DrainDeps } from './drain-deps.ts';
import { noteFailure } from './drain-failure.ts';
import { createDrainMemory } from './drain-memory.ts';
import { readDrainState } from './drain-state.ts';
import type { TurnDeps } from './drain-turn.ts';
import { runTurn } from './drain-turn.ts';
import { createDrainWaiters } from './drain-waiters.ts';
import { pause } from './retry-pause.ts';
import { createRollupKeeper } from './rollup/rollup-keeper.ts';
import type { CommittedListener } from './storing/drain-step.ts';

/** Stores what a spool holds in the database, from when it is started until it is stopped. */
export interface Drain {
  /** Begins; the spool must have been started. The database may be away. */
  start(): void;
  /** Finishes the transaction that is running, then ends. */
  stop(): Promise<void>;
  /** Plain numbers, at any time. */
  state(): DrainState;
  /** Resolves when everything up to this sequence number is stored; rejects when the drain stops. */
  drained(sequence: number): Promise<void>;
  /** Calls the listener after each COMMIT; returns how to end that. */
  onCommitted(listener: CommittedListener): () => void;
}

async function run(deps: TurnDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await runTurn(deps, signal);
    } catch (error) {
      if (signal.aborted) return;
      await pause(noteFailure(deps, error), signal);
    }
  }
}

/** Creates the drain of one spool. There must be no second one for the same spool. */
export function createDrain(deps: DrainDeps): Drain {
  const memory = createDrainMemory();
  const waiters = createDrainWaiters();
  const announcer = createAnnouncer(deps.log, (error) => {
    memory.counts.listenerFailures += 1;
    deps.onListenerFailure?.(error);
  });
  for (const { onCommitted } of deps.steps)
    if (onCommitted !== undefined) announcer.add(onCommitted);
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  return {
    start() {
      if (running !== undefined) return;
      memory.recoveredThrough = deps.spool.lastSequence();
      memory.startedAtMs = deps.clock.nowMs();
      const rollups = createRollupKeeper(deps.spool.id);
      running = run({ ...deps, memory, rollups, announcer, waiters }, stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
      waiters.stop();
    },
    state: () => readDrainState(deps, memory),
    drained: (sequence) =>
      (memory.believed?.sequence ?? -1) >= sequence ? Promise.resolve() : waiters.wait(sequence),
    onCommitted: (listener) => announcer.add(listener),
  };
}
