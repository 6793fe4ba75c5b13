import type { Json, LiveTopic } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { LiveDependencies } from '../live-dependencies.ts';
import { appendEvent } from './append-event.ts';
import { createOwnLag } from './own-lag.ts';
import { createPublished } from './published.ts';

/** Writes the events of this server, one a second at most. */
export interface EventWriter {
  publish(topic: LiveTopic, item: Json): void;
  /** Notes that a drain of this server has committed. */
  wake(): void;
  /** Writes where it is time to; says whether it did. Throws where the database is away. */
  look(): Promise<boolean>;
  /** Events that it wrote. */
  written(): number;
}

/** Creates it; it writes when it is asked to look, again and again. */
export function createEventWriter(deps: LiveDependencies): EventWriter {
  const { database, clock, serverId } = deps;
  const published = createPublished();
  const lag = createOwnLag(serverId, deps.lagSeconds);
  let woken = true;
  let wroteMs = Number.NEGATIVE_INFINITY;
  let count = 0;

  async function write(): Promise<boolean> {
    const told = published.take();
    const ownLag = lag.read();
    const own = { ...(told && { told }), ...(ownLag && { lag: ownLag }) };
    const isEmpty = told === undefined && ownLag === undefined;
    wroteMs = clock.monotonicMs();
    woken = false;
    try {
      const telling = { serverId, nowMs: clock.nowMs(), own: isEmpty ? undefined : own };
      const taken = await appendEvent(database, telling);
      // Summaries that found no room in this event go into the next.
      woken ||= taken >= limits.livePendingPerEventMax;
      lag.told(ownLag);
      const wrote = taken > 0 || !isEmpty;
      if (wrote) count += 1;
      return wrote;
    } catch (error) {
      woken = true;
      published.giveBack(told);
      throw error;
    }
  }

  return {
    publish(topic, item) {
      published.append(topic, item);
      woken = true;
    },
    wake() {
      woken = true;
    },
    async look() {
      const isDue = woken || lag.read() !== undefined;
      // Even when nothing happened here: another server may have died before it told.
      const waitMs = isDue ? limits.liveTellMilliseconds : limits.livePollMilliseconds;
      return clock.monotonicMs() - wroteMs >= waitMs && write();
    },
    written: () => count,
  };
}
