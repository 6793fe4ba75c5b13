import type { Log } from '../kernel/index.ts';
import { HomepotError } from '../kernel/index.ts';
import type { Waiting } from './append-queue.ts';
import { createAppendQueue } from './append-queue.ts';
import type { Batch } from './batch.ts';
import type { RecoveredSpool } from './recover-spool.ts';
import { createSegmentTail } from './segment-tail.ts';

/** Bounds of a spool, in bytes; the usual ones are in kernel/limits.ts. */
export interface SpoolBounds {
  readonly segmentBytesMax: number;
  readonly groupBytesMax: number;
  readonly queueBytesMax: number;
}

/**
 * The one who writes. An entry is
 *
 *   queued   it has its number and waits; this is bounded by bytes
 *   writing  it is in the group that one write and one datasync take together
 *   durable  the datasync came back without an error; `append` resolves, readers may see it
 *
 * While a group is being written, entries queue; the next group takes all of them. So there is no
 * timer: an idle disk takes one entry at once, a busy one takes as many as came meanwhile.
 *
 * When a write or a sync fails, nothing is known of the segment's end. The writer then ends for
 * good: all that waits is refused, nothing is written, and nothing is synced again, because a sync
 * after a failed one can succeed without having written what the first one dropped.
 */
export interface SpoolWriter {
  append(batch: Batch): Promise<number>;
  queuedBytes(): number;
  /** Begins a new segment if nothing is being written. */
  rotateIfIdle(): Promise<void>;
  /** Ends the writer, as a failed write does. Returns what appends are refused with. */
  fail(cause: unknown): HomepotError;
  readonly failed: Promise<HomepotError>;
  /** Refuses what comes from now on, finishes what is queued, closes the file. */
  stop(): Promise<void>;
}

/** Creates the writer of a recovered spool; `onDurable` is called with the last durable sequence. */
export function createSpoolWriter(
  deps: { readonly log: Log; readonly onDurable: (sequence: number) => void },
  spool: RecoveredSpool,
  bounds: SpoolBounds,
): SpoolWriter {
  const tail = createSegmentTail(spool, bounds.segmentBytesMax);
  const { lastSequence } = spool.recovery;
  const queue = createAppendQueue({ seal: spool.place.seal, lastSequence }, bounds);
  const failed = Promise.withResolvers<HomepotError>();
  let writing: readonly Waiting[] = [];
  let refusal: HomepotError | undefined;
  let hasFailed = false;
  let work: Promise<void> | undefined;

  function refuse(group: readonly Waiting[], error: HomepotError): void {
    queue.settle(group);
    for (const waiting of group) waiting.reject(error);
  }

  function fail(cause: unknown): HomepotError {
    const why = cause instanceof Error ? cause.message : String(cause);
    const error = new HomepotError('not_ready', { message: `The spool failed (${why})`, cause });
    refusal = error;
    hasFailed = true;
    deps.log.fatal(
      { folder: spool.place.folder, err: cause },
      'The spool failed; it takes no more',
    );
    refuse(writing, error);
    for (let group = queue.take(); group.length > 0; group = queue.take()) refuse(group, error);
    failed.resolve(error);
    return error;
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    await tail.write(group);
    if (hasFailed) return;
    queue.settle(group);
    for (const waiting of group) {
      waiting.resolve(waiting.sequence);
      deps.onDurable(waiting.sequence);
    }
  }

  async function run(before: () => Promise<void>): Promise<void> {
    try {
      await before();
      for (writing = queue.take(); writing.length > 0; writing = queue.take()) {
        await writeGroup(writing);
        writing = [];
      }
    } catch (error) {
      fail(error);
    } finally {
      work = undefined;
    }
  }

  return {
    async append(batch) {
      if (refusal !== undefined) throw refusal;
      const durable = queue.add(batch);
      work ??= run(async () => undefined);
      return durable;
    },
    queuedBytes: queue.bytes,
    async rotateIfIdle() {
      if (refusal !== undefined || work !== undefined) return;
      work = run(tail.rotate);
      await work;
    },
    fail,
    failed: failed.promise,
    async stop() {
      refusal ??= new HomepotError('not_ready', { message: 'The spool is stopping' });
      await work;
      await tail.close();
    },
  };
}
