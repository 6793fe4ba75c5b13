import type {
  AnswerOf,
  listDeliveries as listRoute,
  QueryOf,
  redeliver as redeliverRoute,
} from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Page } from '../../kernel/index.ts';
import { HomepotError, limits, readCursor, toPage } from '../../kernel/index.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { lockNotifier } from './lock-notifier.ts';

/** A delivery as the API shows it. */
export type Delivery = AnswerOf<typeof redeliverRoute>;

/** What was told to whom, and how that went. */
export interface Deliveries {
  list(query: QueryOf<typeof listRoute>): Promise<Page<Delivery>>;
  /** Lets a message be sent again, at once. Throws not_found and notifier_unusable. */
  redeliver(id: number, actor: Actor): Promise<Delivery>;
}

export const deliveryColumns = `d.id, d.notifier_id, n.name AS notifier, d.event_id, d.event_type, d.subject,
  d.state, d.attempt, CASE WHEN d.state = 'waiting' THEN d.next_attempt_at END AS next_attempt_at,
  d.last_status_code, d.last_error, d.response_excerpt, d.response_time_ms, d.created_at,
  d.attempted_at, d.sent_at`;

const selectDeliveries = `SELECT ${deliveryColumns} FROM notification_deliveries d
JOIN notifiers n ON n.id = d.notifier_id`;

const pageOfDeliveries = `${selectDeliveries}
WHERE ($1::bigint = 0 OR d.id < $1::bigint) AND ($2::bigint IS NULL OR d.notifier_id = $2)
  AND ($3::text IS NULL OR d.state = $3) AND ($4::text IS NULL OR d.event_type = $4)
  AND ($5::text IS NULL OR d.event_id = $5) AND ($6::text IS NULL OR d.subject = $6)
ORDER BY d.id DESC LIMIT $7`;

/** One that ended begins anew; one that waits is due at once, as the attempt that it has come to. */
const makeDue = `
UPDATE notification_deliveries SET next_attempt_at = $2,
  attempt = CASE WHEN state = 'waiting' THEN attempt ELSE 0 END,
  state = 'waiting', sent_at = NULL, ended_at = NULL
WHERE id = $1`;

const deliveryNotFound = () =>
  new HomepotError('not_found', { message: 'There is no delivery of that id' });

async function redeliver(
  { database, clock }: NotifyDependencies,
  id: number,
  actor: Actor,
): Promise<Delivery> {
  const atMs = clock.nowMs();
  const byId = `${selectDeliveries} WHERE d.id = $1`;
  return database.transaction(async (transaction) => {
    const [found] = await transaction.query<Delivery>(byId, [id]);
    if (found === undefined) throw deliveryNotFound();
    if (found.event_type === 'alert.test') {
      throw new HomepotError('notifier_unusable', { message: 'A test is sent once; send another' });
    }
    const notifier = await lockNotifier(transaction, found.notifier_id);
    if (!notifier.enabled) {
      throw new HomepotError('notifier_unusable', { message: 'The notifier is switched off' });
    }
    await transaction.query(makeDue, [id, new Date(atMs).toISOString()]);
    const [delivery] = await transaction.query<Delivery>(byId, [id]);
    if (delivery === undefined) throw deliveryNotFound();
    await appendAudit(transaction, {
      atMs,
      eventType: 'notification_redelivered',
      description: `Message ${found.event_id} is sent again by ${notifier.name}`,
      ...auditedActor(actor, { id, notifier_id: notifier.id }),
    });
    return delivery;
  });
}

export function createDeliveries(deps: NotifyDependencies): Deliveries {
  return {
    async list({ limit = limits.listRowsDefault, cursor, ...filters }) {
      const { notifier_id, state, event_type, event_id, subject } = filters;
      const given = [notifier_id, state, event_type, event_id, subject];
      const rows = await deps.database.query<Delivery>(pageOfDeliveries, [
        readCursor(cursor),
        ...given.map((value) => value ?? null),
        limit + 1,
      ]);
      return toPage(rows, limit, (row) => row);
    },
    redeliver: (id, actor) => redeliver(deps, id, actor),
  };
}
