import { HomepotError } from '../../kernel/index.ts';

export interface GatherOptions {
  readonly itemsPerRunMax: number;
  /** Beyond it, 503. */
  readonly waitingMax: number;
}

/** Many items at one time become few transactions: while one runs, the next items gather. */
export interface GatherQueue<Item, Result> {
  /** Resolves with what the run made of the item; rejects with the error of the run. */
  add(item: Item): Promise<Result>;
  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Creates a queue. `run` answers each item, in order. */
export function createGatherQueue<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { itemsPerRunMax, waitingMax }: GatherOptions,
): GatherQueue<Item, Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let running: Promise<void> | undefined;

  async function runNext(): Promise<void> {
    const batch = waiting.splice(0, itemsPerRunMax);
    try {
      const results = await run(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function runAll(): Promise<void> {
    // Lets what arrives in the same turn join the first run.
    await Promise.resolve();
    while (waiting.length > 0) await runNext();
    running = undefined;
  }

  return {
    add(item) {
      if (waiting.length >= waitingMax) {
        return Promise.reject(
          new HomepotError('overloaded', { message: 'Too many devices speak at one time' }),
        );
      }
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      waiting.push({ item, resolve, reject });
      running ??= runAll();
      return promise;
    },
    idle: async () => running,
  };
}
