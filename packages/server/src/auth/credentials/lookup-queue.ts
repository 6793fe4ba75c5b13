import { HomepotError } from '../../kernel/index.ts';

/** Asks the database about many keys at once. What is not in the answer does not exist. */
export type LookUp<Row> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>;

export interface LookupQueueOptions {
  readonly keysPerLookupMax: number;
  readonly waitingMax: number;
}

interface Waiting<Row> {
  readonly promise: Promise<Row | undefined>;
  resolve(row: Row | undefined): void;
  reject(error: unknown): void;
}

/**
 * One question to the database at a time. While it is under way, further keys queue and the next
 * question takes them all; so a flood of keys, right or wrong, is never a flood of queries.
 */
export interface LookupQueue<Row> {
  /** The row of the key; undefined where there is none. Rejects with the error of the question. */
  read(key: string): Promise<Row | undefined>;
}

export function createLookupQueue<Row>(
  lookUp: LookUp<Row>,
  { keysPerLookupMax, waitingMax }: LookupQueueOptions,
): LookupQueue<Row> {
  const waiting = new Map<string, Waiting<Row>>();
  let running = false;

  async function askNext(): Promise<void> {
    const batch = [...waiting].slice(0, keysPerLookupMax);
    for (const [key] of batch) waiting.delete(key);
    try {
      const rows = await lookUp(batch.map(([key]) => key));
      for (const [key, { resolve }] of batch) resolve(rows.get(key));
    } catch (error) {
      for (const [, { reject }] of batch) reject(error);
    }
  }

  async function run(): Promise<void> {
    running = true;
    // Lets the requests of the same turn join the first question.
    await Promise.resolve();
    while (waiting.size > 0) await askNext();
    running = false;
  }

  return {
    read(key) {
      const known = waiting.get(key);
      if (known !== undefined) return known.promise;
      if (waiting.size >= waitingMax) {
        return Promise.reject(
          new HomepotError('overloaded', { message: 'Too many unknown credentials at one time' }),
        );
      }
      const added = Promise.withResolvers<Row | undefined>();
      waiting.set(key, added);
      if (!running) void run();
      return added.promise;
    },
  };
}
