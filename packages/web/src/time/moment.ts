import { signal } from '@preact/signals';
import { liveState } from '../live/live.ts';
import { isVisible, onVisible } from '../live/visible.ts';

const stepMilliseconds = 10_000;

/** Now, milliseconds since 1970, in steps of ten seconds; stands still while paused and while nobody looks. */
export const moment = signal(Date.now());

const move = (): void => {
  if (isVisible() && liveState.peek() !== 'paused') moment.value = Date.now();
};

/** Begins to move. Once a page. */
export function startMoment(): void {
  setInterval(move, stepMilliseconds);
  onVisible(move);
}
