import { crc32 } from 'node:zlib';
import { HomepotError } from '../kernel/index.ts';
import type { Batch } from './batch.ts';
import type { Spool } from './spool.ts';

/** `full` takes nothing until the database has more; `failed` takes nothing until the next start. */
type LanesState = 'ok' | 'full' | 'failed';

/** The spools of one server as one. */
export interface Lanes {
  /**
   * Appends to one of the spools: always to the same one for the same affinity, so that its batches
   * stay in order; without one, to the spool that has least left to do. Throws `spool_full` when
   * the spools hold too much, and what the spool throws.
   */
  append(batch: Batch, affinity?: string): Promise<number>;
  /** Whether `append` takes batches now: `full` where it throws `spool_full`. */
  state(): LanesState;
  /** Bytes of all spools. */
  bytes(): number;
  readonly spools: readonly Spool[];
}

type Choice = Pick<Spool, 'unreleasedBytes' | 'queuedBytes'>;

/** Bytes that are not stored yet, on disk or on their way to it. */
const waitingBytes = (spool: Choice): number => spool.unreleasedBytes() + spool.queuedBytes();

/** The spool for a batch. */
function chooseSpool<S extends Choice>(
  spools: readonly [S, ...S[]],
  affinity: string | undefined,
): S {
  if (affinity === undefined) {
    return spools.reduce((best, spool) =>
      waitingBytes(spool) < waitingBytes(best) ? spool : best,
    );
  }
  return spools[crc32(affinity) % spools.length] ?? spools[0];
}

/**
 * Puts started spools side by side. When they hold `spoolBytesMax` bytes together, what the
 * database has already makes room, its replay window notwithstanding: taking new batches is worth
 * more. Only when that is not enough are batches refused.
 */
export function createLanes(
  spools: readonly [Spool, ...Spool[]],
  { spoolBytesMax }: { readonly spoolBytesMax: number },
): Lanes {
  const countBytes = (): number => spools.reduce((sum, spool) => sum + spool.bytes(), 0);
  const isFull = (): boolean =>
    spools.reduce((sum, spool) => sum + spool.keptBytes(), 0) >= spoolBytesMax;
  let hasFailed = false;
  for (const spool of spools) {
    void spool.failed.then(() => {
      hasFailed = true;
    });
  }
  let makingRoom: Promise<void> | undefined;

  async function makeRoom(): Promise<void> {
    try {
      for (const spool of spools) await spool.removeReleased(0);
    } finally {
      makingRoom = undefined;
    }
  }

  return {
    async append(batch, affinity) {
      if (countBytes() >= spoolBytesMax) {
        makingRoom ??= makeRoom();
        await makingRoom;
        if (isFull()) {
          throw new HomepotError('spool_full', { retryAfterSeconds: 10 });
        }
      }
      return chooseSpool(spools, affinity).append(batch);
    },
    state: () => (hasFailed ? 'failed' : isFull() ? 'full' : 'ok'),
    bytes: countBytes,
    spools,
  };
}
