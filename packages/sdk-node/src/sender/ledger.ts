import { limits } from '../limits.ts';
import type { Batch } from './batch.ts';
import type { Entry } from './entry.ts';
import type { Figures } from './figures.ts';
import type { Outcome } from './outcome.ts';
import type { TellProblem } from './problems.ts';
import { createRing } from './ring.ts';

/** Keeps records until they are settled, and counts what became of each. */
export interface Ledger {
  /** Takes in a record; undefined for one that could not be written. */
  receive(entry: Entry | undefined): void;
  /** Records for one batch. */
  take(): Entry[];
  /** Settles a batch by what the server said. */
  settle(batch: Batch, outcome: Exclude<Outcome, { readonly kind: 'again' }>): void;
  /** Settles a batch that will not be sent any more. */
  giveUp(batch: Batch): void;
  /** Lets go of everything that waits. */
  clear(): void;
  holds(serial: number): boolean;
  figures(): Figures;
  /** Records that wait and are not on their way. */
  readonly length: number;
}

const notTaken = 'the server did not take them in time';

/** Creates an empty ledger. */
export function createLedger(
  bounds: { readonly recordsMax: number; readonly bytesMax: number },
  tell: TellProblem,
): Ledger {
  const ring = createRing(bounds);
  const counts = { received: 0, sent: 0, duplicate: 0, rejected: 0, dropped: 0 };

  function drop(count: number, why: string): void {
    if (count === 0) return;
    counts.dropped += count;
    tell({ code: 'records_dropped', message: `Some records were dropped: ${why}.` });
  }

  return {
    receive(entry) {
      counts.received += 1;
      if (entry === undefined) drop(1, 'too large, not to be written, or told after the end');
      else drop(ring.append(entry), 'there was no room for more until the server takes them');
    },
    take: () => ring.take(limits.batchRecordsMax, limits.batchBytesMax),
    settle(batch, outcome) {
      ring.release(batch.records, batch.bytes);
      if (outcome.kind === 'refused') counts.rejected += batch.records;
      else {
        counts.duplicate += outcome.duplicate;
        counts.rejected += outcome.rejected;
        counts.sent += batch.records - outcome.duplicate - outcome.rejected;
      }
      if (outcome.problem !== undefined) tell(outcome.problem);
    },
    giveUp(batch) {
      ring.release(batch.records, batch.bytes);
      drop(batch.records, notTaken);
    },
    clear: () => drop(ring.clear(), notTaken),
    holds: (serial) => ring.holds(serial),
    figures: () => ({ ...counts, waiting: ring.records }),
    get length() {
      return ring.length;
    },
  };
}
