import type { DrainState } from './drain-counts.ts';
import type { DrainDeps } from './drain-deps.ts';
import type { DrainMemory } from './drain-memory.ts';

function waitingSinceMs({ believed, waiting, startedAtMs }: DrainMemory): number | undefined {
  return believed === undefined ? startedAtMs : waiting[0]?.batch.receivedAtMs;
}

/** What a drain has done and how far behind it is. */
export function readDrainState(
  { spool, clock }: Pick<DrainDeps, 'spool' | 'clock'>,
  memory: DrainMemory,
): DrainState {
  const checkpoint = memory.believed?.sequence;
  const nowMs = clock.nowMs();
  return {
    ...memory.counts,
    checkpoint,
    lagEntries: checkpoint === undefined ? undefined : spool.lastSequence() - checkpoint,
    lagSeconds: Math.max(0, nowMs - (waitingSinceMs(memory) ?? nowMs)) / 1_000,
  };
}
