import type { AlertEvent } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { createUuid } from '../../kernel/index.ts';
import type { Attempt } from './attempt.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import type { Delivery } from './deliveries.ts';
import { deliveryColumns } from './deliveries.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { bodyOf, subjectOf } from './event-body.ts';
import type { StoredNotifier } from './notifier.ts';
import { notifierColumns, notifierNotFound } from './notifier.ts';

function createTestEvent(name: string, atMs: number): AlertEvent {
  const id = createUuid(atMs);
  return {
    id: `test-${id}`,
    type: 'alert.test',
    atMs,
    alert: {
      id: `test-${id}`,
      rule: 'test',
      severity: 'info',
      subject: 'notifier',
      summary: `HOMEPOT can reach you by the notifier "${name}". Nothing is wrong.`,
      value: null,
      threshold: null,
      since: new Date(atMs).toISOString(),
      labels: {},
    },
  };
}

const insertTried = `
WITH d AS (
  INSERT INTO notification_deliveries (event_id, notifier_id, event_type, subject, payload, state,
    attempt, next_attempt_at, created_at, attempted_at, sent_at, ended_at, last_status_code,
    last_error, response_excerpt, response_time_ms)
  VALUES ($1, $2, $3, $4, $5, $6::varchar, 1, $7, $7, $7, CASE WHEN $6::varchar = 'sent' THEN $8::timestamptz END, $8,
    $9, $10, $11, $12)
  RETURNING *)
SELECT ${deliveryColumns} FROM d JOIN notifiers n ON n.id = d.notifier_id`;

interface Tried {
  readonly notifier: StoredNotifier;
  readonly event: AlertEvent;
  readonly how: Attempt;
  readonly tookMs: number;
}

async function record(
  { database, clock }: NotifyDependencies,
  { notifier, event, how, tookMs }: Tried,
  actor: Actor,
): Promise<Delivery> {
  const endedMs = clock.nowMs();
  const state = how.outcome === 'sent' ? 'sent' : 'failed';
  return database.transaction(async (transaction) => {
    const [delivery] = await transaction.query<Delivery>(insertTried, [
      event.id,
      notifier.id,
      event.type,
      subjectOf(event),
      JSON.stringify(bodyOf(event)),
      state,
      new Date(event.atMs).toISOString(),
      new Date(endedMs).toISOString(),
      how.statusCode ?? null,
      'error' in how ? how.error : null,
      how.excerpt ?? null,
      Math.round(tookMs),
    ]);
    if (delivery === undefined) throw notifierNotFound();
    await appendAudit(transaction, {
      atMs: endedMs,
      eventType: 'notifier_tested',
      description: `Notifier ${notifier.name} was tried: ${state}`,
      ...auditedActor(actor, { id: notifier.id }),
    });
    return delivery;
  });
}

/** Sends a message once, now, and tells how it went. Throws not_found. */
export async function testNotifier(
  deps: NotifyDependencies,
  id: number,
  actor: Actor,
): Promise<Delivery> {
  const [notifier] = await deps.database.query<StoredNotifier>(
    `SELECT ${notifierColumns} FROM notifiers n WHERE n.id = $1 AND n.removed_at IS NULL`,
    [id],
  );
  if (notifier === undefined) throw notifierNotFound();
  const event = createTestEvent(notifier.name, deps.clock.nowMs());
  const outgoing = { notifier, eventId: event.id, body: bodyOf(event) };
  const startedMs = deps.clock.monotonicMs();
  const how = await attemptDelivery(deps, outgoing, new AbortController().signal);
  const tookMs = deps.clock.monotonicMs() - startedMs;
  return record(deps, { notifier, event, how, tookMs }, actor);
}
