import type { NotificationEvent } from '@homepot/catalogue';
import type { SecretBox } from '../../auth/index.ts';
import type { Clock, Log } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { removeRows } from '../../store/index.ts';
import { createAddressRules } from './address/address-rules.ts';
import type { Deliveries } from './deliveries.ts';
import { createDeliveries } from './deliveries.ts';
import type { DeliveryFigures } from './delivery-loop.ts';
import { createDeliveryLoop } from './delivery-loop.ts';
import { enqueue } from './enqueue.ts';
import type { Notifiers } from './notifiers.ts';
import { createNotifiers } from './notifiers.ts';

/**
 * Tells people and programs what happened. A message is written in the transaction of what it tells
 * of, so that none is told that did not happen and none is forgotten; it is delivered at least once,
 * and receivers recognise it by its id.
 */
export interface Notifications {
  /** Enqueues an event, in the transaction of what happened. The same event again changes nothing. */
  enqueue(
    transaction: Transaction,
    event: NotificationEvent,
    notifierIds: readonly number[],
  ): Promise<void>;
  /** Begins what is due, without waiting for receivers; returns how many notifiers began. */
  begin(): Promise<number>;
  /** The same, and waits until what has begun is done. */
  deliver(): Promise<number>;
  readonly notifiers: Notifiers;
  readonly deliveries: Deliveries;
  figures(): DeliveryFigures;
  stop(): Promise<void>;
}

export interface NotificationsDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly secretBox: SecretBox;
}

export interface NotificationsSettings {
  /** WEBHOOK_ALLOWED_NETWORKS, in CIDR notation. */
  readonly allowedNetworks: readonly string[];
  /** WEBHOOK_HTTP_ALLOWED. */
  readonly httpAllowed: boolean;
  /** SMTP_URL. */
  readonly smtpUrl?: string | undefined;
  /** SMTP_FROM. */
  readonly smtpFrom?: string | undefined;
  /** Name servers (`127.0.0.1:53`) to ask instead of those of the system. */
  readonly nameServers?: readonly string[];
}

export function createNotifications(
  { database, clock, log, secretBox }: NotificationsDependencies,
  settings: NotificationsSettings,
): Notifications {
  const { allowedNetworks, httpAllowed, nameServers, smtpUrl, smtpFrom } = settings;
  const rules = createAddressRules(allowedNetworks);
  const deps = {
    database,
    clock,
    log,
    secretBox,
    webhook: { httpAllowed, rules, nameServers },
    email: { smtpUrl, smtpFrom },
  };
  const loop = createDeliveryLoop(deps);
  return {
    enqueue: (transaction, event, notifierIds) =>
      enqueue(transaction, event, notifierIds, clock.nowMs()),
    begin: () => loop.begin(),
    async deliver() {
      const begun = await loop.begin();
      await loop.settled();
      return begun;
    },
    notifiers: createNotifiers(deps),
    deliveries: createDeliveries(deps),
    figures: () => loop.figures(),
    stop: () => loop.stop(),
  };
}

/** Removes what was delivered, or given up, long ago. Returns how many. */
export async function removeOldDeliveries(database: Database, clock: Clock): Promise<number> {
  const keptMs = limits.notificationDeliveriesKeptDays * 86_400_000;
  const before = new Date(clock.nowMs() - keptMs).toISOString();
  return removeRows(database, 'notification_deliveries', 'ended_at < $1', [before]);
}
