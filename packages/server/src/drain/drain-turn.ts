import { findTable } from '@homepot/catalogue';
import { limits } from '../kernel/index.ts';
import type { SpoolEntry } from '../spool/index.ts';
import { accountRecovered } from './account-recovered.ts';
import type { Announcer } from './announcer.ts';
import type { DrainDeps } from './drain-deps.ts';
import type { Attempt, DrainMemory } from './drain-memory.ts';
import type { DrainWaiters } from './drain-waiters.ts';
import type { RollupKeeper } from './rollup/rollup-keeper.ts';
import { countOutcomes, settleOutcomes } from './settle-outcomes.ts';
import type { Checkpoint } from './storing/checkpoint.ts';
import { moveCheckpoint, openCheckpoint, sameCheckpoint } from './storing/checkpoint.ts';
import type { ClosedDays } from './storing/closed-days.ts';
import { runDrainTransaction } from './storing/drain-transaction.ts';
import { countRows } from './storing/outcome.ts';
import { isRefusal } from './storing/refusal.ts';

/** What a turn of the drain works with. */
export interface TurnDeps extends DrainDeps {
  readonly memory: DrainMemory;
  readonly rollups: RollupKeeper;
  readonly announcer: Announcer;
  readonly waiters: DrainWaiters;
}

/** Everything that follows COMMIT, in this order: nothing is released that is not stored. */
function finish(deps: TurnDeps, attempt: Attempt): void {
  const { memory, rollups, accounting, announcer, waiters, spool } = deps;
  const { checkpoint, stored } = attempt.done;
  rollups.settle();
  settleOutcomes(accounting, memory, attempt);
  countOutcomes(memory, attempt);
  memory.position = checkpoint;
  memory.believed = checkpoint;
  memory.committedAtMs = deps.clock.monotonicMs();
  memory.ready = undefined;
  memory.waiting = memory.waiting.slice(attempt.entries.length);
  memory.careful = false;
  memory.partitionMisses = 0;
  memory.failuresInRow = 0;
  announcer.announce({ sequence: checkpoint.sequence, batches: stored });
  waiters.reach(checkpoint.sequence);
  spool.release(checkpoint.sequence);
}

function forgetAll({ memory, rollups, steps }: TurnDeps): void {
  rollups.clear();
  for (const step of steps) step.forget?.();
  memory.waiting = [];
  memory.careful = false;
  memory.partitionMisses = 0;
}

/**
 * A checkpoint beyond the end of the spool means that the spool lost its end, as when its folder was
 * restored from a copy. New entries would get numbers that count as stored. So everything
 * that is in the spool is read again; what the database has already, it knows by the batch ids.
 */
async function rewind(deps: TurnDeps, checkpoint: Checkpoint): Promise<Checkpoint> {
  const lastSequence = deps.spool.lastSequence();
  deps.memory.counts.alarms += 1;
  deps.log.error({ checkpoint: checkpoint.sequence, lastSequence }, 'the spool lost its end');
  forgetAll(deps);
  const { settledThrough } = deps.memory;
  if (settledThrough !== undefined) {
    deps.memory.settledThrough = Math.min(settledThrough, lastSequence);
  }
  return await moveCheckpoint(deps.database, deps.spool.id, 0);
}

async function compare(deps: TurnDeps, checkpoint: Checkpoint): Promise<Checkpoint> {
  const { memory, spool, log } = deps;
  const { ready, believed } = memory;
  if (ready !== undefined && sameCheckpoint(ready.done.checkpoint, checkpoint)) {
    finish(deps, ready);
    return checkpoint;
  }
  memory.ready = undefined;
  if (believed !== undefined && !sameCheckpoint(believed, checkpoint)) {
    memory.counts.checkpointsMoved += 1;
    const direction = checkpoint.sequence < believed.sequence ? 'older' : 'newer';
    log.warn({ believed, checkpoint }, `the database came back ${direction}`);
    forgetAll(deps);
  }
  return checkpoint.sequence > spool.lastSequence() ? await rewind(deps, checkpoint) : checkpoint;
}

async function ask(deps: TurnDeps): Promise<Checkpoint> {
  const { memory, database, spool, accounting } = deps;
  const position = await compare(deps, await openCheckpoint(database, spool.id));
  if (memory.settledThrough === undefined) {
    const range = { after: position.sequence, through: memory.recoveredThrough };
    await accountRecovered(spool, accounting, range);
    memory.settledThrough = position.sequence;
  }
  return position;
}

/** As many of the first entries as fit into one transaction, but at least one. */
function takeEntries(entries: readonly SpoolEntry[]): readonly SpoolEntry[] {
  let rows = 0;
  const end = entries.findIndex(({ batch }, i) => {
    rows += countRows(batch.sections);
    return rows > limits.drainRowsMax || i >= limits.drainBatchesMax;
  });
  return end < 0 ? entries : entries.slice(0, Math.max(1, end));
}

/** Makes what is missing, and says of which days no rows are taken any more. */
async function ensurePartitions(
  { partitions, memory }: TurnDeps,
  entries: readonly SpoolEntry[],
): Promise<ClosedDays> {
  const daysOf = new Map<string, Set<number>>();
  for (const { table, days } of entries.flatMap(({ batch }) => batch.sections)) {
    if (findTable(table)?.partition === undefined) continue;
    const known = daysOf.get(table) ?? new Set();
    for (const day of days) known.add(day);
    daysOf.set(table, known);
  }
  const closed = new Map<string, ReadonlySet<number>>();
  for (const [table, days] of daysOf) {
    try {
      const closedDays = await partitions.ensure(table, [...days]);
      if (closedDays.length > 0) closed.set(table, new Set(closedDays));
    } catch (error) {
      // A day for which there can be no partition, or a table that is gone: the rows are refused
      // one by one when they are stored.
      if (!memory.careful || !isRefusal(error, true)) throw error;
    }
  }
  return closed;
}

/**
 * A transaction costs much the same whether it stores one row or a thousand. So one that follows
 * another closely waits a little for more to come, unless somebody waits for it.
 */
async function gather({ memory, clock, waiters }: TurnDeps, signal: AbortSignal): Promise<void> {
  const sinceMs = clock.monotonicMs() - memory.committedAtMs;
  const leftMs = limits.drainGatherMilliseconds - sinceMs;
  if (leftMs > 0) await waiters.quiet(leftMs, signal);
}

/**
 * One turn: waits for entries, stores as many as one transaction takes, and says so. Returns when they
 * are stored or the signal is given; throws on any failure, after which nothing is taken for known.
 */
export async function runTurn(deps: TurnDeps, signal: AbortSignal): Promise<void> {
  const { memory, spool } = deps;
  memory.position ??= await ask(deps);
  memory.believed = memory.position;
  deps.waiters.reach(memory.position.sequence);
  if (memory.waiting.length === 0) {
    await spool.changed(memory.position.sequence, signal);
    await gather(deps, signal);
    if (signal.aborted) return;
    memory.waiting = await spool.read(memory.position.sequence, { bytesMax: limits.drainBytesMax });
    if (memory.waiting.length === 0) throw new Error('the spool announced an entry and had none');
  }
  const entries = takeEntries(memory.waiting);
  const closed = await ensurePartitions(deps, entries);
  const work = {
    from: memory.position,
    sequence: entries.at(-1)?.sequence ?? memory.position.sequence,
    batches: entries.map(({ batch }) => batch),
    closed,
    careful: memory.careful,
    partitionsGivenUp: memory.partitionMisses > limits.partitionMissesMax,
  };
  const done = await runDrainTransaction({ ...deps, spoolId: spool.id }, work, (ready) => {
    memory.ready = { entries, done: ready };
  });
  finish(deps, { entries, done });
}
