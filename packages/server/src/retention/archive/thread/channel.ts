/** Hands values from one who makes them to one who takes them, one at a time. */
export interface Channel<T> {
  /** Resolves when the value was taken. Rejects when nobody takes any more. */
  put(value: T): Promise<void>;
  /** Ends it, with an error or without. */
  end(error?: unknown): void;
  /** Says that nobody takes any more. Who takes and stops says so by itself; who never began has to be told. */
  close(): void;
  readonly values: AsyncIterable<T>;
}

interface Offer<T> {
  readonly value: T;
  readonly taken: () => void;
  readonly refused: (error: Error) => void;
}

/** Told to who gives when nobody takes any more: the reason is with who took. */
class NotTakenError extends Error {
  override readonly name = 'NotTakenError';
}

/**
 * Waits for both ends of a channel, also when one has failed, and throws the error that was there first.
 */
export async function waitForBoth<Taken, Given>(
  taker: Promise<Taken>,
  giver: Promise<Given>,
): Promise<readonly [Taken, Given]> {
  const [taken, given] = await Promise.allSettled([taker, giver]);
  if (given.status === 'rejected' && !(given.reason instanceof NotTakenError)) throw given.reason;
  if (taken.status === 'rejected') throw taken.reason;
  if (given.status === 'rejected') throw given.reason;
  return [taken.value, given.value];
}

export function createChannel<T>(): Channel<T> {
  let offer: Offer<T> | undefined;
  let ended: { readonly error: unknown } | undefined;
  let wake = () => {};
  const refusal = () => new NotTakenError('nobody takes it any more');

  async function* take(): AsyncGenerator<T> {
    let current: Offer<T> | undefined;
    try {
      for (;;) {
        current = offer;
        offer = undefined;
        if (current !== undefined) {
          yield current.value;
          current.taken();
        } else if (ended !== undefined) {
          if (ended.error !== undefined) throw ended.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      ended ??= { error: undefined };
      // Who stops in the middle of a value has not taken it.
      for (const left of [current, offer]) left?.refused(refusal());
    }
  }

  return {
    put: (value) =>
      new Promise((taken, refused) => {
        if (ended !== undefined) return refused(refusal());
        offer = { value, taken, refused };
        wake();
      }),
    end(error) {
      ended ??= { error };
      wake();
    },
    close() {
      ended ??= { error: undefined };
      offer?.refused(refusal());
      offer = undefined;
      wake();
    },
    values: take(),
  };
}
