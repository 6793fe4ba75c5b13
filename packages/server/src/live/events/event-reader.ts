import { limits } from '../../kernel/index.ts';
import type { LiveDependencies } from '../live-dependencies.ts';
import type { LiveTotals } from '../picture/live-totals.ts';
import type { LiveSummary } from '../summary/live-summary.ts';
import { liveChannel } from './append-event.ts';
import type { EventMemory } from './event-memory.ts';
import { createEventMemory } from './event-memory.ts';
import type { Read } from './read-events.ts';
import { readEvents } from './read-events.ts';

/** How far the events were read, and what they add up to. */
interface Position {
  readonly id: number;
  readonly totals: LiveTotals;
}

/** Reads the events of all servers, in their order. */
export interface EventReader {
  readonly memory: EventMemory;
  /** Undefined before the first read. */
  position(): Position | undefined;
  /** Reads where a notification came, or might have been missed. Throws where the database is away. */
  look(): Promise<void>;
  /** Reads now. */
  read(): Promise<void>;
  isListening(): boolean;
  stop(): Promise<void>;
  /** Events that were read. */
  count(): number;
}

/**
 * Creates it; `onNews` is called with what each event brings, but for those that were there before the
 * first read. They are remembered, so that followers of a server that was restarted can go on.
 */
export function createEventReader(
  { database, clock, listen }: Pick<LiveDependencies, 'database' | 'clock' | 'listen'>,
  onNews: (change: LiveSummary) => void,
): EventReader {
  const memory = createEventMemory();
  let position: Position | undefined;
  let notified = true;
  let readMs = Number.NEGATIVE_INFINITY;
  let count = 0;
  let reading: Promise<void> = Promise.resolve();
  const listener = listen({
    channel: liveChannel,
    onNotified: () => {
      notified = true;
    },
  });

  function take({ events, totals }: Read, isNews: boolean): void {
    for (const event of events) {
      memory.append(event);
      if (isNews) onNews(event.change);
    }
    count += events.length;
    const known = position ?? { id: 0, totals: { tables: {} } };
    position = { id: events.at(-1)?.id ?? known.id, totals: totals ?? known.totals };
  }

  async function readAll(): Promise<void> {
    readMs = clock.monotonicMs();
    notified = false;
    const isNews = position !== undefined;
    for (let more = true; more; ) {
      const read = await readEvents(database, position?.id ?? 0);
      take(read, isNews);
      more = read.events.length === limits.liveEventsPerReadMax;
    }
  }

  function read(): Promise<void> {
    // One after another: two at a time would bring the same events.
    reading = reading.then(readAll, readAll);
    return reading;
  }

  return {
    memory,
    position: () => position,
    async look() {
      await listener.look();
      const pollMs = listener.isListening()
        ? limits.livePollMilliseconds
        : limits.liveTellMilliseconds;
      if (notified || clock.monotonicMs() - readMs >= pollMs) await read();
    },
    read,
    isListening: () => listener.isListening(),
    stop: () => listener.stop(),
    count: () => count,
  };
}
