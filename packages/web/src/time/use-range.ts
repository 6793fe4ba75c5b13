import { useMemo } from 'preact/hooks';
import { liveState } from '../live/live.ts';
import { useUrl } from '../url/use-url.ts';
import { moment } from './moment.ts';
import type { Range } from './range.ts';
import { readRange, spanOf, writeRange } from './range.ts';

/** What the page looks at. */
export interface RangeState {
  readonly range: Range;
  readonly fromMs: number;
  readonly toMs: number;
  /** Whether it ends now and moves on. */
  readonly isLive: boolean;
  /** For metric and list routes: `useResource(path, { query: { ...query, … } })`. */
  readonly query: { readonly start_date: string; readonly end_date: string };
  /** Another range, as a step that Back undoes. */
  change(range: Range, options?: { readonly replace?: boolean }): void;
}

/** How far apart the ends of a moving range are, so that an address is asked for some time. */
const stepOf = (lengthMs: number): number => (lengthMs <= 7_200_000 ? 10_000 : 60_000);

/** The range of the address. A range that ends now moves on, by ten seconds or a minute, while live. */
export function useRange(): RangeState {
  const [{ range: length, from, to }, setUrl] = useUrl({ range: '', from: '', to: '' });
  const range = useMemo(() => readRange({ range: length, from, to }), [length, from, to]);
  const step = range.kind === 'last' ? stepOf(range.lengthMs) : 1;
  // The end of this step, not its start: what is stored meanwhile belongs to the range.
  const nowMs = Math.ceil(moment.value / step) * step;
  return useMemo(() => {
    const { fromMs, toMs } = spanOf(range, nowMs);
    return {
      range,
      fromMs,
      toMs,
      isLive: range.kind === 'last' && liveState.value !== 'paused',
      query: { start_date: new Date(fromMs).toISOString(), end_date: new Date(toMs).toISOString() },
      change: (next, options) => setUrl(writeRange(next), options),
    };
  }, [range, nowMs, setUrl, liveState.value]);
}
