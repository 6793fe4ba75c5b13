import type { Transaction } from '../../store/index.ts';

/** How to find the items that are refused among many that are not. */
export interface Bisection<Item> {
  /** Does it for all these items at once; throws when one of them is refused. */
  attempt(items: readonly Item[]): Promise<void>;
  /** Whether this error means that an item is refused; any other is thrown on. */
  isRefusal(error: unknown): boolean;
  /** Whether this error refuses all items alike, so that halving them tells nothing. */
  refusesAll?(error: unknown): boolean;
  /** An item that is refused even alone. */
  refuse(item: Item, error: unknown): Promise<void> | void;
}

/**
 * Does something for all items but those that are refused: all at once, and where that is refused,
 * each half by itself. One bad row among 5,000 costs about 25 attempts.
 *
 * Each attempt runs within a savepoint of the one transaction, not in a transaction of its own: what
 * is good, what is refused, the batch ids and the checkpoint must become durable together, and a
 * batch cut over several transactions would be half stored, with its id taken, after a crash.
 */
export async function bisect<Item>(
  transaction: Transaction,
  items: readonly Item[],
  bisection: Bisection<Item>,
): Promise<void> {
  if (items.length === 0) return;
  await transaction.query('SAVEPOINT part');
  try {
    await bisection.attempt(items);
    await transaction.query('RELEASE SAVEPOINT part');
  } catch (error) {
    if (!bisection.isRefusal(error)) throw error;
    await transaction.query('ROLLBACK TO SAVEPOINT part');
    await transaction.query('RELEASE SAVEPOINT part');
    await divide(transaction, items, bisection, error);
  }
}

async function divide<Item>(
  transaction: Transaction,
  items: readonly Item[],
  bisection: Bisection<Item>,
  error: unknown,
): Promise<void> {
  if (items.length === 1 || bisection.refusesAll?.(error) === true) {
    for (const item of items) await bisection.refuse(item, error);
    return;
  }
  const middle = Math.ceil(items.length / 2);
  await bisect(transaction, items.slice(0, middle), bisection);
  await bisect(transaction, items.slice(middle), bisection);
}
