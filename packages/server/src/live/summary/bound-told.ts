import type { Json } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Told } from './live-summary.ts';

/** Two things with the same name are the same thing: the later one takes the place of the earlier. */
function nameOf(item: Json): string {
  const id =
    typeof item === 'object' && item !== null && !Array.isArray(item) ? item.id : undefined;
  return JSON.stringify(id === undefined ? item : { id });
}

/** The newest of what was told of a topic, each thing once; what there is no room for is counted. */
export function boundTold(items: readonly Json[], skipped: number): Told {
  const byName = new Map<string, Json>();
  for (const item of items) {
    const name = nameOf(item);
    byName.delete(name);
    byName.set(name, item);
  }
  const newest = [...byName.values()].reverse();
  let bytes = 0;
  const end = newest.findIndex((item, i) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return i >= limits.livePublishedPerSecondMax || bytes > limits.livePublishedTopicBytesMax;
  });
  const kept = end < 0 ? newest : newest.slice(0, end);
  return { items: kept.reverse(), skipped: skipped + newest.length - kept.length };
}
