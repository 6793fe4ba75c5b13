import { HomepotError, limits } from '../kernel/index.ts';
import type { Batch } from './batch.ts';
import { encodeBatch } from './batch-codec.ts';
import { entryHeaderBytes, payloadCrc } from './entry.ts';

/** An entry that waits for its turn to be written. */
export interface Waiting {
  readonly sequence: number;
  /** The payload. */
  readonly parts: readonly Uint8Array[];
  readonly payload: { readonly bytes: number; readonly crc: number };
  readonly receivedAtMs: number;
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: HomepotError) => void;
}

/** Entries between `append` and the disk, in the order of their numbers. */
export interface AppendQueue {
  /** Encodes a batch, numbers it, and resolves when somebody resolves its entry. */
  add(batch: Batch): Promise<number>;
  /** The first entries that fit together into one write; at least one where there is any. */
  take(): readonly Waiting[];
  /** Gives back the room of entries that were taken. */
  settle(group: readonly Waiting[]): void;
  length(): number;
  /** Bytes of the entries that are not settled. */
  bytes(): number;
}

/** The bytes that a group takes in a segment. */
export function sumBytes(group: readonly Waiting[]): number {
  return group.reduce((sum, { payload }) => sum + entryHeaderBytes + payload.bytes, 0);
}

function encode(batch: Batch, seal: number): Pick<Waiting, 'parts' | 'payload'> {
  const parts = encodeBatch(batch);
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  if (bytes > limits.entryBytesMax) {
    throw new HomepotError('batch_too_large', {
      message: `The batch takes ${bytes} bytes on disk`,
    });
  }
  return { parts, payload: { bytes, crc: payloadCrc(parts, seal) } };
}

/**
 * Creates the queue of a spool whose last number is `lastSequence`. `add` throws `overloaded`
 * where the entry does not fit, and `batch_too_large` where it never would.
 */
export function createAppendQueue(
  spool: { readonly seal: number; readonly lastSequence: number },
  bounds: { readonly groupBytesMax: number; readonly queueBytesMax: number },
): AppendQueue {
  const queue: Waiting[] = [];
  let unsettledBytes = 0;
  let { lastSequence } = spool;
  return {
    async add(batch) {
      const encoded = encode(batch, spool.seal);
      const bytes = entryHeaderBytes + encoded.payload.bytes;
      if (unsettledBytes > 0 && unsettledBytes + bytes > bounds.queueBytesMax) {
        throw new HomepotError('overloaded', { message: 'The disk is slower than what comes in' });
      }
      unsettledBytes += bytes;
      lastSequence += 1;
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const { receivedAtMs } = batch;
      queue.push({ ...encoded, sequence: lastSequence, receivedAtMs, resolve, reject });
      return promise;
    },
    take() {
      let bytes = 0;
      let count = 0;
      for (const waiting of queue) {
        bytes += sumBytes([waiting]);
        if (count > 0 && bytes > bounds.groupBytesMax) break;
        count += 1;
      }
      return queue.splice(0, count);
    },
    settle(group) {
      unsettledBytes -= sumBytes(group);
    },
    length: () => queue.length,
    bytes: () => unsettledBytes,
  };
}
