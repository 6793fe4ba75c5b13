import type { NotificationEvent } from '@homepot/catalogue';
import { cutText, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { bodyOf, subjectOf } from './event-body.ts';

/** What a header may hold, and no dot: it parts what is signed. */
const idForm = /^[A-Za-z0-9_:-]{1,100}$/;

/**
 * A row a notifier. One that is switched off, or has too many messages waiting, gets a row that says
 * so; one that was removed gets none. What is there already stays as it is.
 */
const insertRows = `
INSERT INTO notification_deliveries (event_id, notifier_id, event_type, subject, payload, state,
  next_attempt_at, created_at, last_error, ended_at)
SELECT $1, n.id, $2, $3, $4::jsonb, CASE WHEN why.reason IS NULL THEN 'waiting' ELSE 'cancelled' END,
  $5::timestamptz, $5::timestamptz, why.reason,
  CASE WHEN why.reason IS NULL THEN NULL ELSE $5::timestamptz END
FROM notifiers n
CROSS JOIN LATERAL (
  SELECT count(*) AS count FROM (
    SELECT FROM notification_deliveries d
    WHERE d.notifier_id = n.id AND d.state = 'waiting' LIMIT $7) AS first_ones
) AS waiting
CROSS JOIN LATERAL (
  SELECT CASE WHEN NOT n.enabled THEN 'The notifier is switched off'
    WHEN waiting.count >= $7 THEN 'Too many messages wait for the notifier' END AS reason
) AS why
WHERE n.id = ANY ($6::bigint[]) AND n.removed_at IS NULL
ORDER BY n.id
ON CONFLICT (event_id, notifier_id) DO NOTHING`;

/** Enqueues an event for some notifiers, in the transaction of what happened; once, however often. */
export async function enqueue(
  transaction: Transaction,
  event: NotificationEvent,
  notifierIds: readonly number[],
  nowMs: number,
): Promise<void> {
  if (!idForm.test(event.id)) throw new Error(`${JSON.stringify(event.id)} is no id of an event`);
  if (notifierIds.length === 0) return;
  await transaction.query(insertRows, [
    event.id,
    event.type,
    cutText(subjectOf(event), 255),
    JSON.stringify(bodyOf(event)),
    new Date(nowMs).toISOString(),
    notifierIds,
    limits.notificationsWaitingMax,
  ]);
}
