import type { AlertEvent } from '@homepot/catalogue';
import type { TestDatabase } from '../../../../test/test-database.ts';
import { createTestDatabase } from '../../../../test/test-database.ts';
import { createSecretBox } from '../../../auth/index.ts';
import { createLog, createManualClock } from '../../../kernel/index.ts';
import type { Notifications, NotificationsSettings } from '../notifications.ts';
import { createNotifications } from '../notifications.ts';

const log = createLog('silent');
const secretBox = createSecretBox(new Uint8Array(32).fill(7));
const actor = { local: true };

/** A row of the log of deliveries, what tests look at. */
interface DeliveryRow {
  readonly event_id: string;
  readonly state: string;
  readonly attempt: number;
  readonly last_status_code: number | null;
  readonly last_error: string | null;
  readonly due_in_ms: number;
}

/** Notifications on a database of their own, and time that stands still. */
export interface NotifyGround {
  readonly database: TestDatabase['database'];
  readonly clock: ReturnType<typeof createManualClock>;
  readonly notifications: Notifications;
  /** Another server on the same database. */
  createServer(settings?: Partial<NotificationsSettings>): Notifications;
  createWebhook(url: string): Promise<{ readonly id: number; readonly secret: string }>;
  /** Enqueues a firing of an alert; without a subject each event has one of its own. */
  tell(eventId: string, notifierIds: readonly number[], alertId?: string): Promise<void>;
  rows(): Promise<readonly DeliveryRow[]>;
  /** Begins anew, with no notifier. */
  clear(): Promise<void>;
  remove(): Promise<void>;
}

export function createEvent(eventId: string, alertId: string, atMs: number): AlertEvent {
  return {
    id: eventId,
    type: 'alert.firing',
    atMs,
    alert: {
      id: alertId,
      rule: 'Terminal offline',
      severity: 'critical',
      subject: 'pos-1',
      summary: `pos-1 is offline (${eventId})`,
      value: 1,
      threshold: 0,
      since: new Date(atMs).toISOString(),
      labels: { device_id: 'pos-1' },
    },
  };
}

export async function createNotifyGround(): Promise<NotifyGround> {
  const testDatabase = await createTestDatabase();
  const { database } = testDatabase;
  const clock = createManualClock(Date.now());
  const createServer = (settings: Partial<NotificationsSettings> = {}) =>
    createNotifications(
      { database, clock, log, secretBox },
      { allowedNetworks: ['127.0.0.0/8'], httpAllowed: true, ...settings },
    );
  const notifications = createServer();
  let made = 0;
  return {
    database,
    clock,
    notifications,
    createServer,
    async createWebhook(url) {
      made += 1;
      const given = { name: `hook ${made}`, kind: 'webhook', configuration: { url } } as const;
      const { id, secret } = await notifications.notifiers.create(given, actor);
      return { id, secret: secret ?? '' };
    },
    tell: (eventId, notifierIds, alertId = eventId) =>
      database.transaction((transaction) =>
        notifications.enqueue(
          transaction,
          createEvent(eventId, alertId, clock.nowMs()),
          notifierIds,
        ),
      ),
    rows: () =>
      database.query<DeliveryRow>(
        `SELECT event_id, state, attempt, last_status_code, last_error,
           extract(epoch FROM next_attempt_at - $1::timestamptz)::float8 * 1000 AS due_in_ms
         FROM notification_deliveries ORDER BY id`,
        [new Date(clock.nowMs()).toISOString()],
      ),
    async clear() {
      made = 0;
      await database.query('TRUNCATE notifiers, notification_deliveries, audit_logs CASCADE');
    },
    async remove() {
      await notifications.stop();
      await testDatabase.drop();
    },
  };
}
