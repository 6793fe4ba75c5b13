import type { LiveState } from '../live/live.ts';
import { liveAtMs, liveState, pauseLive } from '../live/live.ts';
import { useNow } from '../live/use-now.ts';
import { formatLength } from '../time/format-time.ts';
import './live-mark.css';

const words: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  away: 'Server away',
  paused: 'Paused',
  refused: 'Not live',
};

/** The server tells something at least every fifteen seconds; what is younger is `now`. */
function ageOf(state: LiveState, atMs: number | undefined, nowMs: number): string {
  if (atMs === undefined || state === 'refused') return '';
  return ` · ${formatLength(nowMs - atMs)} ago`;
}

/** Whether what is shown is as of now, and how old it is; a press pauses it. */
export function LiveMark() {
  const nowMs = useNow();
  const state = liveState.value;
  return (
    <button
      type="button"
      class={`button live-mark live-mark-${state}`}
      aria-pressed={state === 'paused'}
      title={state === 'paused' ? 'Go on (Space)' : 'Pause (Space)'}
      onClick={() => pauseLive(state !== 'paused')}
    >
      <i aria-hidden="true" />
      {words[state]}
      <span class="live-mark-age">{ageOf(state, liveAtMs.value, nowMs)}</span>
    </button>
  );
}
