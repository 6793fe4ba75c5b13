import { useEffect, useState } from 'preact/hooks';
import { followShared } from '../../live/windows/follow-shared.ts';
import type { KindFacts } from './kinds.ts';

/** Counts the rows of a kind that arrive while the page waits for them; told within about a second. */
export function useArrivals({ table, isOwn }: KindFacts, isWaiting: boolean): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    setCount(0);
    if (!isWaiting) return undefined;
    return followShared({
      topics: ['metrics'],
      tables: [table],
      onMessage(message) {
        if (message.event !== 'rows' || message.data.table !== table) return;
        const own = message.data.rows.filter(isOwn).length;
        if (own > 0) setCount((before) => before + own + message.data.skipped);
      },
    });
  }, [table, isWaiting]);
  return count;
}
