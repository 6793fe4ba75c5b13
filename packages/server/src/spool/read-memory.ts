import { limits } from '../kernel/index.ts';

/** The memory that a spool is read into. */
export interface ReadMemory {
  /** Memory of this many bytes, for the entries behind and up to which `keepUntil` says next. */
  take(bytes: number): Buffer;
  /** The last entry in what was taken last; once it is released, the memory is free. */
  keepUntil(sequence: number): void;
  /** Entries up to here are needed by nobody. */
  release(sequence: number): void;
}

/**
 * Creates it. What was taken last is used again once its last entry is released; what was taken before and
 * never released belongs to an attempt that failed, whose bytes may still be on their way to the database, and is
 * left to the collector. Memory of each read's own would lie outside the heap until the next collection of
 * everything, and bring that about every few seconds.
 */
export function createReadMemory(): ReadMemory {
  let spare: Buffer | undefined;
  let taken: { readonly memory: Buffer; lastSequence: number } | undefined;
  return {
    take(bytes) {
      const fits = spare !== undefined && spare.length >= bytes;
      const memory = fits && spare !== undefined ? spare : Buffer.allocUnsafeSlow(sizeFor(bytes));
      spare = undefined;
      taken = { memory, lastSequence: Number.POSITIVE_INFINITY };
      return memory.subarray(0, bytes);
    },
    keepUntil(sequence) {
      if (taken !== undefined) taken.lastSequence = sequence;
    },
    release(sequence) {
      if (taken === undefined || taken.lastSequence > sequence) return;
      if (taken.memory.length <= limits.spoolReadMemoryBytesMax) spare = taken.memory;
      taken = undefined;
    },
  };
}

/** So that a little more the next time fits too; more than is kept is taken as it is. */
function sizeFor(bytes: number): number {
  const doubled = 2 ** Math.ceil(Math.log2(Math.max(bytes, limits.spoolReadMemoryBytesMin)));
  return doubled <= limits.spoolReadMemoryBytesMax ? doubled : bytes;
}
