import type { Json, LiveTopic } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import { boundTold } from '../summary/bound-told.ts';
import type { LiveSummary, Told } from '../summary/live-summary.ts';

/** What rooms of this server have published and the database has not yet. */
export interface Published {
  append(topic: LiveTopic, item: Json): void;
  /** All of it; undefined where there is none. It is no longer here. */
  take(): LiveSummary['told'];
  /** Takes back what could not be told, as older than what came since. */
  giveBack(told: LiveSummary['told']): void;
}

interface Waiting {
  items: Json[];
  skipped: number;
}

/** How many things of a topic are gathered before they are looked through: each look costs as many. */
const gatheredMax = 2 * limits.livePublishedPerSecondMax;

/**
 * Creates it, empty. Of a topic at most `limits.livePublishedPerSecondMax` things are taken, and what is
 * longer than `limits.livePublishedBytesMax` is only counted. Of things with the same `id`, the last
 * one counts.
 */
export function createPublished(): Published {
  let waiting = new Map<LiveTopic, Waiting>();
  const bound = (topic: LiveTopic, items: readonly Json[], skipped: number): void => {
    const told = boundTold(items, skipped);
    waiting.set(topic, { items: [...told.items], skipped: told.skipped });
  };
  return {
    append(topic, item) {
      const known = waiting.get(topic) ?? { items: [], skipped: 0 };
      waiting.set(topic, known);
      const tooLong = Buffer.byteLength(JSON.stringify(item)) > limits.livePublishedBytesMax;
      if (tooLong) known.skipped += 1;
      else known.items.push(item);
      if (known.items.length >= gatheredMax) bound(topic, known.items, known.skipped);
    },
    take() {
      if (waiting.size === 0) return undefined;
      const taken = [...waiting].map(
        ([topic, { items, skipped }]) => [topic, boundTold(items, skipped)] as const,
      );
      waiting = new Map();
      return Object.fromEntries(taken);
    },
    giveBack(told = {}) {
      for (const [topic, earlier] of Object.entries(told) as [LiveTopic, Told][]) {
        const { items = [], skipped = 0 } = waiting.get(topic) ?? {};
        bound(topic, [...earlier.items, ...items], earlier.skipped + skipped);
      }
    },
  };
}
