import { HomepotError } from '../kernel/index.ts';

/** Bytes that may be in memory at one time, shared by all who hold some. */
export interface ByteBudget {
  /** Takes bytes; throws overloaded when there are not as many left. */
  take(bytes: number): void;
  release(bytes: number): void;
  /** Bytes taken. */
  taken(): number;
}

/** A budget of `bytesMax` of which nothing is taken. */
export function createByteBudget(bytesMax: number): ByteBudget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > bytesMax) {
        throw new HomepotError('overloaded', { message: 'Too many batches at one time' });
      }
      taken += bytes;
    },
    release(bytes) {
      taken -= bytes;
    },
    taken: () => taken,
  };
}
