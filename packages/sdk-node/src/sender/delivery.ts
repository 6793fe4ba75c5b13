import { limits } from '../limits.ts';
import type { Batch } from './batch.ts';
import { packBatch, packBatchNow } from './batch.ts';
import type { Entry } from './entry.ts';
import type { Ledger } from './ledger.ts';
import type { Outcome } from './outcome.ts';
import type { Post } from './post.ts';
import type { TellProblem } from './problems.ts';
import { readRetryPauseMs } from './retry-pause.ts';
import { createWake } from './wake.ts';

/** Sends one batch at a time, again and again where the server asks for it. */
export interface Delivery {
  /** Sends the batch on its way, or a new one; resolves when it is settled or a pause is over. */
  step(): Promise<void>;
  /** Ends a pause before the next attempt. */
  hurry(): void;
  /** Takes the batch on its way out, unsettled. */
  takeBack(): Batch | undefined;
  /** The oldest record on its way; infinite where there is none. */
  readonly pendingSerial: number;
}

type Again = Extract<Outcome, { readonly kind: 'again' }>;

/** Records on their way, and their batch once it is made. */
interface Pending {
  readonly entries: readonly Entry[];
  /** Of the oldest record. */
  readonly serial: number;
  /** By a clock that nobody sets. */
  readonly takenAtMs: number;
  batch: Batch | undefined;
}

/** Creates a delivery with nothing on its way. */
export function createDelivery(ledger: Ledger, post: Post, tell: TellProblem): Delivery {
  const wake = createWake();
  let pending: Pending | undefined;
  let attempts = 0;

  function take(): Pending {
    const entries = ledger.take();
    const serial = entries.reduce((least, entry) => Math.min(least, entry.serial), Infinity);
    return { entries, serial, takenAtMs: performance.now(), batch: undefined };
  }

  async function again(own: Pending, batch: Batch, outcome: Again): Promise<void> {
    if (performance.now() - own.takenAtMs > limits.batchAgeMsMax) {
      pending = undefined;
      return ledger.giveUp(batch);
    }
    attempts += 1;
    tell({
      code: 'unreachable',
      message: `The server does not take records (${outcome.reason}); they wait.`,
    });
    await wake.pause(readRetryPauseMs(attempts, outcome.afterMs));
  }

  return {
    async step() {
      pending ??= take();
      const own = pending;
      own.batch ??= await packBatch(own.entries);
      // The end of the process may take it back meanwhile, here and below.
      if (pending !== own) return;
      const { batch } = own;
      const outcome = await post.send(batch);
      if (pending !== own) return;
      if (outcome.kind === 'again') return again(own, batch, outcome);
      pending = undefined;
      attempts = 0;
      ledger.settle(batch, outcome);
    },
    hurry: () => wake.now(),
    takeBack() {
      const own = pending;
      pending = undefined;
      wake.now();
      return own === undefined ? undefined : (own.batch ?? packBatchNow(own.entries));
    },
    get pendingSerial() {
      return pending?.serial ?? Number.POSITIVE_INFINITY;
    },
  };
}
