import { limits, within } from '../../kernel/index.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import type { Claimed } from './claim-deliveries.ts';
import { claimDeliveries } from './claim-deliveries.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { settleDelivery } from './settle-delivery.ts';
import { settle } from './settlement.ts';

/** How many attempts went how, since the start. */
export interface DeliveryFigures {
  readonly sent: number;
  readonly retried: number;
  readonly failed: number;
  /** Messages under way now. */
  readonly underWay: number;
}

/**
 * Delivers what waits. A notifier delivers one message after the other; notifiers do not wait for
 * each other, nor does whoever begins them: a slow receiver delays its own messages alone.
 */
export interface DeliveryLoop {
  /** Begins what is due and returns how many notifiers began. They go on by themselves. */
  begin(): Promise<number>;
  /** Resolves when what has begun is done. */
  settled(): Promise<void>;
  /** Begins nothing more; cuts off what is not done in time, for another server to deliver. */
  stop(): Promise<void>;
  figures(): DeliveryFigures;
}

export function createDeliveryLoop(deps: NotifyDependencies): DeliveryLoop {
  const { database, clock, log } = deps;
  const underWay = new Set<Promise<void>>();
  const stopped = new AbortController();
  const counts = { sent: 0, retried: 0, failed: 0 };
  let stopping = false;

  async function deliverOne(claimed: Claimed): Promise<void> {
    const startedMs = clock.monotonicMs();
    const how = await attemptDelivery(deps, claimed, stopped.signal);
    const settlement = settle(claimed.attempt, how, stopped.signal.aborted);
    const tookMs = clock.monotonicMs() - startedMs;
    await settleDelivery(deps, { claimed, how, settlement, tookMs });
    if (settlement.state === 'sent') counts.sent += 1;
    else if (settlement.state === 'waiting') counts.retried += 1;
    else {
      counts.failed += 1;
      const { notifier, eventId } = claimed;
      const reason = 'error' in how ? how.error : '';
      log.error(
        { notifier: notifier.name, event_id: eventId, reason },
        'a message was not delivered',
      );
    }
  }

  /** Delivers for one notifier until nothing of it is due. */
  async function deliverAll(first: Claimed): Promise<void> {
    const range = { deliveriesMax: 1, notifierId: first.notifier.id };
    for (let next: Claimed | undefined = first; next !== undefined; ) {
      await deliverOne(next);
      if (stopping) return;
      [next] = await claimDeliveries(database, clock.nowMs(), range);
    }
  }

  function start(claimed: Claimed): void {
    const work: Promise<void> = deliverAll(claimed)
      // Its lease runs out, and it is delivered again.
      .catch((error: unknown) => log.error({ err: error }, 'a delivery could not be settled'))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }

  const settled = async () => {
    await Promise.all(underWay);
  };

  return {
    async begin() {
      const deliveriesMax = limits.notificationsAtOnceMax - underWay.size;
      if (stopping || deliveriesMax <= 0) return 0;
      const claimed = await claimDeliveries(database, clock.nowMs(), { deliveriesMax });
      for (const each of claimed) start(each);
      return claimed.length;
    },
    settled,
    async stop() {
      stopping = true;
      if (await within(limits.notificationStopMillisecondsMax, settled())) return;
      stopped.abort();
      await settled();
    },
    figures: () => ({ ...counts, underWay: underWay.size }),
  };
}
