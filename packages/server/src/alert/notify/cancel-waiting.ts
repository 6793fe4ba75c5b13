import type { Transaction } from '../../store/index.ts';

/** Cancels what waits for a notifier. */
export async function cancelWaiting(
  transaction: Transaction,
  notifierId: number,
  at: string,
  reason: string,
): Promise<void> {
  await transaction.query(
    `UPDATE notification_deliveries SET state = 'cancelled', ended_at = $2, last_error = $3
     WHERE notifier_id = $1 AND state = 'waiting'`,
    [notifierId, at, reason],
  );
}
