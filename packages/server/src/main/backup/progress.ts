import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';

/** Tells whoever waits how far the copying is. */
export interface Progress {
  /** Says what is being done from now on. */
  phase(what: string): void;
  /** Notes what is being done within that; it is told when some time has gone by. */
  begin(what: string): void;
  /** Counts bytes of what was begun. */
  add(bytes: number): void;
}

const mebibyte = 1_048_576;

/** Creates it; `say` gets a line for each phase, and every few seconds while one takes long. */
export function createProgress(clock: Clock, say: (line: string) => void): Progress {
  let what = '';
  let bytes = 0;
  let tellAtMs = 0;
  const tellWhenDue = (): void => {
    if (clock.monotonicMs() < tellAtMs) return;
    tellAtMs = clock.monotonicMs() + limits.progressToldMilliseconds;
    say(`  ${what}: ${Math.floor(bytes / mebibyte)} MiB`);
  };
  return {
    phase(next) {
      tellAtMs = clock.monotonicMs() + limits.progressToldMilliseconds;
      say(next);
    },
    begin(next) {
      what = next;
      bytes = 0;
    },
    add(more) {
      bytes += more;
      tellWhenDue();
    },
  };
}
