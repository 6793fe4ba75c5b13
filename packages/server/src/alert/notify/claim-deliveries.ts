import type { NotificationBody } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { StoredNotifier } from './notifier.ts';

/** A message that is this server's to deliver, until its lease is over. */
export interface Claimed {
  readonly id: number;
  readonly eventId: string;
  /** Which attempt this is, from 1 on. */
  readonly attempt: number;
  readonly body: NotificationBody;
  readonly notifier: Pick<
    StoredNotifier,
    | 'id'
    | 'name'
    | 'kind'
    | 'configuration'
    | 'secret'
    | 'previous_secret'
    | 'previous_secret_until'
  >;
}

const dueWaiting = `d.state = 'waiting' AND d.next_attempt_at <= $1::timestamptz`;

/**
 * Notifiers with something due that nobody delivers for. Those that another server looks at are gone
 * past. Their order is kept by letting each do one thing at a time.
 */
const lockNotifiers = `
SELECT n.id FROM notifiers n
WHERE n.enabled AND n.removed_at IS NULL
  AND (n.leased_until IS NULL OR n.leased_until <= $1::timestamptz)
  AND (n.paused_until IS NULL OR n.paused_until <= $1::timestamptz)
  AND (n.paced_until IS NULL OR n.paced_until <= $1::timestamptz + make_interval(secs => $2::float8))
  AND ($4::bigint IS NULL OR n.id = $4)
  AND EXISTS (SELECT FROM notification_deliveries d WHERE d.notifier_id = n.id AND ${dueWaiting})
ORDER BY n.id LIMIT $3
FOR NO KEY UPDATE OF n SKIP LOCKED`;

/**
 * The message of each that is due longest. One whose subject has an earlier message waiting waits
 * behind it: what is resolved must not be told before it fires.
 */
const claimHeads = `
WITH heads AS (
  SELECT n.id AS notifier_id, head.id
  FROM notifiers n CROSS JOIN LATERAL (
    SELECT d.id FROM notification_deliveries d
    WHERE d.notifier_id = n.id AND ${dueWaiting} AND NOT EXISTS (
      SELECT FROM notification_deliveries e
      WHERE e.notifier_id = d.notifier_id AND e.state = 'waiting' AND e.subject = d.subject
        AND e.id < d.id)
    ORDER BY d.next_attempt_at, d.id LIMIT 1) AS head
  WHERE n.id = ANY ($2::bigint[])
), claimed AS (
  UPDATE notification_deliveries d SET attempt = d.attempt + 1, attempted_at = $1::timestamptz
  FROM heads WHERE d.id = heads.id
  RETURNING d.id, d.notifier_id, d.event_id, d.attempt, d.payload
)
UPDATE notifiers n SET lease_id = c.id,
  leased_until = $1::timestamptz + make_interval(secs => $3::float8),
  paced_until = greatest(coalesce(n.paced_until, $1::timestamptz), $1::timestamptz)
    + make_interval(secs => $4::float8)
FROM claimed c WHERE n.id = c.notifier_id
RETURNING c.id, c.event_id, c.attempt, c.payload, n.id AS notifier_id, n.name, n.kind,
  n.configuration, n.secret, n.previous_secret, n.previous_secret_until`;

interface ClaimedRow extends Omit<Claimed['notifier'], 'id'> {
  readonly id: number;
  readonly event_id: string;
  readonly attempt: number;
  readonly payload: NotificationBody;
  readonly notifier_id: number;
}

function toClaimed({
  id,
  event_id,
  attempt,
  payload,
  notifier_id,
  ...notifier
}: ClaimedRow): Claimed {
  return {
    id,
    eventId: event_id,
    attempt,
    body: payload,
    notifier: { ...notifier, id: notifier_id },
  };
}

/** Seconds between two messages of a notifier once its burst is spent. */
const paceSeconds = 60 / limits.notificationsPerMinuteMax;
const burstSeconds = (limits.notificationsBurstMax - 1) * paceSeconds;

/** Which messages are wanted: at most so many, of one notifier or of all. */
export interface ClaimRange {
  readonly deliveriesMax: number;
  readonly notifierId?: number;
}

/**
 * Takes the messages that are due, at most one a notifier, so that no other server delivers them
 * too. A server that dies with them loses them when the lease is over; then they are delivered again,
 * with the same id.
 */
export async function claimDeliveries(
  database: Database,
  nowMs: number,
  { deliveriesMax, notifierId }: ClaimRange,
): Promise<readonly Claimed[]> {
  const now = new Date(nowMs).toISOString();
  return database.transaction(async (transaction) => {
    const values = [now, burstSeconds, deliveriesMax, notifierId ?? null];
    const locked = await transaction.query<{ id: number }>(lockNotifiers, values);
    if (locked.length === 0) return [];
    const rows = await transaction.query<ClaimedRow>(claimHeads, [
      now,
      locked.map(({ id }) => id),
      limits.notificationLeaseMilliseconds / 1_000,
      paceSeconds,
    ]);
    return rows.map(toClaimed);
  });
}
