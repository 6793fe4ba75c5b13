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

/**
 * Creates it, empty. Of a topic at most `limits.livePublishedPerSecondMax` things wait, and what is
 * longer than `limits.livePublishedBytesMax` is only counted. Of things with the same `id`, the last
 * one counts.
 */
export function createPublished(): Published {
  let waiting = new Map<LiveTopic, Told>();
  const join = (topic: LiveTopic, a: Told | undefined, b: Told | undefined): void => {
    const items = [...(a?.items ?? []), ...(b?.items ?? [])];
    waiting.set(topic, boundTold(items, (a?.skipped ?? 0) + (b?.skipped ?? 0)));
  };
  return {
    append(topic, item) {
      const tooLong = Buffer.byteLength(JSON.stringify(item)) > limits.livePublishedBytesMax;
      const added = tooLong ? { items: [], skipped: 1 } : { items: [item], skipped: 0 };
      join(topic, waiting.get(topic), added);
    },
    take() {
      if (waiting.size === 0) return undefined;
      const taken = Object.fromEntries(waiting);
      waiting = new Map();
      return taken;
    },
    giveBack(told = {}) {
      for (const [topic, earlier] of Object.entries(told) as [LiveTopic, Told][]) {
        join(topic, earlier, waiting.get(topic));
      }
    },
  };
}
