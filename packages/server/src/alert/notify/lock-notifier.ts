import type { Transaction } from '../../store/index.ts';
import type { StoredNotifier } from './notifier.ts';
import { notifierColumns, notifierNotFound } from './notifier.ts';

/** Locks a notifier that was not removed. Throws not_found. */
export async function lockNotifier(transaction: Transaction, id: number): Promise<StoredNotifier> {
  const [notifier] = await transaction.query<StoredNotifier>(
    `SELECT ${notifierColumns} FROM notifiers n WHERE n.id = $1 AND n.removed_at IS NULL
     FOR NO KEY UPDATE`,
    [id],
  );
  if (notifier === undefined) throw notifierNotFound();
  return notifier;
}
