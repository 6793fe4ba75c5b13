import { appendAudit } from '../../auth/index.ts';
import { cutText, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { Attempt } from './attempt.ts';
import { cancelWaiting } from './cancel-waiting.ts';
import type { Claimed } from './claim-deliveries.ts';
import type { NotifyDependencies } from './dependencies.ts';
import type { Settlement } from './settlement.ts';

/** An attempt that was made. */
export interface Made {
  readonly claimed: Claimed;
  readonly how: Attempt;
  readonly settlement: Settlement;
  /** Milliseconds that it took. */
  readonly tookMs: number;
}

/**
 * The attempt number guards it: where the lease was over and another server has begun anew, nothing
 * changes. What was cancelled meanwhile stays so, unless it was sent.
 */
const settleRow = `
WITH settled AS (
  UPDATE notification_deliveries d
  SET state = CASE WHEN d.state = 'cancelled' AND $3::varchar <> 'sent' THEN 'cancelled' ELSE $3::varchar END,
    attempt = CASE WHEN $4::boolean THEN d.attempt ELSE d.attempt - 1 END,
    next_attempt_at = CASE WHEN $3::varchar = 'waiting' THEN $5::timestamptz ELSE d.next_attempt_at END,
    last_status_code = $6, last_error = $7, response_excerpt = $8, response_time_ms = $9,
    sent_at = CASE WHEN $3::varchar = 'sent' THEN $10::timestamptz END,
    ended_at = CASE WHEN $3::varchar = 'waiting' THEN d.ended_at ELSE $10::timestamptz END
  WHERE d.id = $1 AND d.attempt = $2 AND d.state IN ('waiting', 'cancelled')
  RETURNING d.id, d.notifier_id
)
UPDATE notifiers n SET lease_id = NULL, leased_until = NULL,
  paused_until = coalesce($11::timestamptz, n.paused_until)
FROM settled s WHERE n.id = s.notifier_id AND n.lease_id = s.id`;

const errorOf = (how: Attempt): string | null => ('error' in how ? cutText(how.error, 500) : null);

async function writeSettlement(
  transaction: Pick<Transaction, 'query'>,
  { claimed, how, settlement, tookMs }: Made,
  nowMs: number,
): Promise<void> {
  const at = (ms: number) => new Date(ms).toISOString();
  const pauseSeconds = how.outcome === 'retry' ? how.pauseSeconds : undefined;
  await transaction.query(settleRow, [
    claimed.id,
    claimed.attempt,
    settlement.state,
    settlement.counts,
    at(nowMs + settlement.pauseMs),
    how.statusCode ?? null,
    errorOf(how),
    how.excerpt === undefined
      ? null
      : cutText(how.excerpt.replaceAll('\0', ''), limits.notificationExcerptCharactersMax),
    Math.round(tookMs),
    at(nowMs),
    pauseSeconds === undefined ? null : at(nowMs + pauseSeconds * 1_000),
  ]);
}

/** Switches a notifier off whose receiver is gone for good. */
async function disable(
  transaction: Transaction,
  { claimed: { notifier, eventId }, how }: Made,
  nowMs: number,
): Promise<void> {
  const at = new Date(nowMs).toISOString();
  const reason = 'error' in how ? how.error : '';
  const [row] = await transaction.query<{ id: number }>(
    `UPDATE notifiers SET enabled = false, disabled_reason = $2, updated_at = $3
     WHERE id = $1 AND enabled AND removed_at IS NULL RETURNING id`,
    [notifier.id, reason, at],
  );
  if (row === undefined) return;
  await cancelWaiting(transaction, notifier.id, at, 'The notifier was switched off');
  await appendAudit(transaction, {
    atMs: nowMs,
    eventType: 'notifier_disabled',
    description: `Notifier ${notifier.name} was switched off: ${reason}`,
    metadata: { id: notifier.id, event_id: eventId },
  });
}

/** Writes how an attempt went, and hands the notifier back. */
export async function settleDelivery(
  { database, clock }: Pick<NotifyDependencies, 'database' | 'clock'>,
  made: Made,
): Promise<void> {
  const nowMs = clock.nowMs();
  if (made.how.outcome !== 'gone') return writeSettlement(database, made, nowMs);
  await database.transaction(async (transaction) => {
    await writeSettlement(transaction, made, nowMs);
    await disable(transaction, made, nowMs);
  });
}
