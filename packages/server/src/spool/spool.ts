import type { Clock, Log } from '../kernel/index.ts';
import { HomepotError, limits } from '../kernel/index.ts';
import type { Batch } from './batch.ts';
import type { Disk } from './disk.ts';
import type { Progress } from './progress.ts';
import { createProgress } from './progress.ts';
import type { RecoveredSpool, Recovery } from './recover-spool.ts';
import { recoverSpool } from './recover-spool.ts';
import type { RemovalRule } from './removal.ts';
import { countKeptBytes, countUnreleasedBytes, isRemovable, removeSegments } from './removal.ts';
import type { SpoolEntry, SpoolReader } from './spool-reader.ts';
import { createSpoolReader } from './spool-reader.ts';
import type { SpoolBounds, SpoolWriter } from './spool-writer.ts';
import { createSpoolWriter } from './spool-writer.ts';
import type { HeldBatch } from './survey-segment.ts';

export interface SpoolDeps {
  readonly disk: Disk;
  readonly log: Log;
  readonly clock: Clock;
}

export interface SpoolOptions extends Partial<SpoolBounds> {
  /** Bytes kept for a start on a full disk. */
  readonly reserveBytes?: number;
  /** Its own folder; created on first start. No second spool may be open on it. */
  readonly folder: string;
}

/** Where batches are durable until the database has them. */
export interface Spool {
  /**
   * Recovers what an earlier run left. `each` gets every batch that is held, in order, without its
   * rows. Throws what the disk throws.
   */
  start(each?: (held: HeldBatch) => void): Promise<Recovery>;
  /**
   * Resolves with the batch's number once it is durable; until then its tuples must not change.
   * Throws `overloaded` when too many bytes wait, `batch_too_large`, and `not_ready` before start,
   * after stop and after a failed write or sync.
   */
  append(batch: Batch): Promise<number>;
  /**
   * The durable entries behind `afterSequence`, in order: none when there is nothing, else at least
   * one, else up to `bytesMax`. Calls take turns. Throws where `afterSequence` was never given out. The rows
   * are views of memory that is used again once the last of these entries is released.
   */
  read(
    afterSequence: number,
    options: { readonly bytesMax: number },
  ): Promise<readonly SpoolEntry[]>;
  /** The durable batches behind `afterSequence`, in order, without their rows. */
  headers(afterSequence: number): AsyncIterable<HeldBatch>;
  /** Resolves when there is something behind `afterSequence`, on abort, and on stop. */
  changed(afterSequence: number, signal?: AbortSignal): Promise<void>;
  /** The database has everything up to here, and nobody looks at it any more. It may be a lower number than last time. */
  release(sequence: number): void;
  /**
   * Removes released segments whose youngest batch came at least `olderThanMs` ago. The newest
   * segment, once released and that old, is replaced by an empty one, so that nothing outlives it.
   */
  removeReleased(olderThanMs: number): Promise<void>;
  /** A UUID that stays with the folder. */
  readonly id: string;
  /** Bytes in files and in the queue. */
  bytes(): number;
  /** Bytes that the database does not have yet, the queue included. */
  unreleasedBytes(): number;
  /** Bytes that `removeReleased(0)` cannot remove, the queue included. */
  keptBytes(): number;
  /** Bytes that wait to become durable. */
  queuedBytes(): number;
  /** Bytes found damaged since start, those that recovery found included. */
  damagedBytes(): number;
  /** The last durable number. */
  lastSequence(): number;
  /** Resolves with the error after a failed write or sync; the process should end then. */
  readonly failed: Promise<HomepotError>;
  /** Makes durable what is queued, and closes all files. */
  stop(): Promise<void>;
}

interface Running {
  readonly recovered: RecoveredSpool;
  readonly writer: SpoolWriter;
  readonly reader: SpoolReader;
  readonly progress: Progress;
}

function createRunning(
  { log, clock }: SpoolDeps,
  recovered: RecoveredSpool,
  bounds: SpoolBounds,
): Running {
  const progress = createProgress(recovered.recovery.lastSequence);
  const writer = createSpoolWriter({ log, onDurable: progress.tell }, recovered, bounds);
  const reader = createSpoolReader({ log, clock }, recovered.place, recovered.segments);
  return { recovered, writer, reader, progress };
}

async function removeReleased(running: Running, rule: RemovalRule): Promise<void> {
  const { place, segments } = running.recovered;
  const newest = segments.at(-1);
  if (newest !== undefined && isRemovable(newest, rule)) await running.writer.rotateIfIdle();
  await removeSegments(place, segments, rule, running.writer.fail);
}

async function stopRunning({ writer, reader, progress }: Running): Promise<void> {
  await writer.stop();
  await reader.close();
  progress.freeAll();
}

function countBytes({ recovered, writer }: Running): number {
  return recovered.segments.reduce((sum, { bytes }) => sum + bytes, writer.queuedBytes());
}

async function readBehind(
  { progress, reader }: Running,
  folder: string,
  after: number,
  bytesMax: number,
): Promise<readonly SpoolEntry[]> {
  const last = progress.last();
  if (after > last) {
    throw new Error(
      `The spool in ${folder} was asked what comes behind ${after}, but its last entry is ${last}: the folder is older than the database`,
    );
  }
  const entries = await reader.read(after, bytesMax);
  if (entries.length === 0) progress.tellNothing(after, last);
  return entries;
}

/** Creates the spool of one folder. See segment.ts and entry.ts for what is on disk. */
export function createSpool(deps: SpoolDeps, options: SpoolOptions): Spool {
  const { reserveBytes = limits.spoolReserveBytes } = options;
  const bounds: SpoolBounds = {
    segmentBytesMax: options.segmentBytesMax ?? limits.segmentBytesMax,
    groupBytesMax: options.groupBytesMax ?? limits.spoolGroupBytesMax,
    queueBytesMax: options.queueBytesMax ?? limits.spoolQueueBytesMax,
  };
  const failed = Promise.withResolvers<HomepotError>();
  let state: Running | undefined;
  let released = 0;

  function running(): Running {
    if (state !== undefined) return state;
    throw new HomepotError('not_ready', { message: 'The spool is not running' });
  }

  const ruleOf = (olderThanMs: number): RemovalRule => ({
    released,
    olderThanMs,
    nowMs: deps.clock.nowMs(),
  });

  return {
    async start(each = () => undefined) {
      const recovered = await recoverSpool(deps, options.folder, reserveBytes, each);
      state = createRunning(deps, recovered, bounds);
      failed.resolve(state.writer.failed);
      return recovered.recovery;
    },
    append: async (batch) => running().writer.append(batch),
    read: async (afterSequence, { bytesMax }) =>
      readBehind(running(), options.folder, afterSequence, bytesMax),
    headers: (afterSequence) => running().reader.headers(afterSequence),
    changed: async (afterSequence, signal) => running().progress.wait(afterSequence, signal),
    release(sequence) {
      released = sequence;
      state?.reader.release(sequence);
    },
    removeReleased: async (olderThanMs) => removeReleased(running(), ruleOf(olderThanMs)),
    get id() {
      return running().recovered.place.id;
    },
    bytes: () => countBytes(running()),
    unreleasedBytes: () =>
      countUnreleasedBytes(running().recovered.segments, released) + running().writer.queuedBytes(),
    keptBytes: () =>
      countKeptBytes(running().recovered.segments, ruleOf(0)) + running().writer.queuedBytes(),
    queuedBytes: () => running().writer.queuedBytes(),
    damagedBytes: () => running().recovered.recovery.damagedBytes + running().reader.damagedBytes(),
    lastSequence: () => running().progress.last(),
    failed: failed.promise,
    async stop() {
      const stopping = state;
      if (stopping !== undefined) await stopRunning(stopping);
      state = undefined;
    },
  };
}
