import { limits } from '../../kernel/index.ts';
import type { LiveSummary } from '../summary/live-summary.ts';
import { mergeSummaries } from '../summary/merge-summaries.ts';

/** An event as it is remembered. */
export interface LiveEvent {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly toldMs: number;
  readonly change: LiveSummary;
  /** Of its change as JSON. */
  readonly bytes: number;
}

/** The events of the last minutes, so that those who come back need not ask the database. */
export interface EventMemory {
  append(event: LiveEvent): void;
  /** What is new after the event of one id up to that of another; undefined where the first is not remembered. */
  between(afterId: number, throughId: number): LiveSummary | undefined;
  /** Events that were told after that instant. */
  after(ms: number): readonly LiveEvent[];
}

/**
 * Creates an empty memory. It forgets events older than `limits.liveEventsKeptMinutes`, and the oldest
 * beyond `limits.liveRememberedBytesMax`. What is new between two is added up once for all who ask for
 * the same: after a restart of a server they come back together.
 */
export function createEventMemory(): EventMemory {
  let events: LiveEvent[] = [];
  let bytes = 0;
  const asked = new Map<string, LiveSummary>();

  function forget(nowMs: number): void {
    const oldestMs = nowMs - limits.liveEventsKeptMinutes * 60_000;
    let gone = 0;
    for (const event of events.slice(0, -1)) {
      if (event.toldMs >= oldestMs && bytes <= limits.liveRememberedBytesMax) break;
      bytes -= event.bytes;
      gone += 1;
    }
    // Not at each event: the list is moved together.
    if (gone > 0) events = events.slice(gone);
  }

  return {
    append(event) {
      events.push(event);
      bytes += event.bytes;
      asked.clear();
      forget(event.toldMs);
    },
    between(afterId, throughId) {
      const name = `${afterId} ${throughId}`;
      const known = asked.get(name);
      if (known !== undefined) return known;
      const at = events.findIndex(({ id }) => id === afterId);
      if (at < 0) return undefined;
      const news = events
        .slice(at + 1)
        .filter(({ id }) => id <= throughId)
        .reduce<LiveSummary>((sum, { change }) => mergeSummaries(sum, change), {});
      asked.set(name, news);
      return news;
    },
    after: (ms) => events.filter(({ toldMs }) => toldMs > ms),
  };
}
