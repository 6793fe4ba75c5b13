/** Seconds that are remembered: what the widest sparkline shows. */
const secondsKept = 300;
const rateWindowSeconds = 60;

interface Increment {
  readonly atMs: number;
  readonly count: number;
}

/** A counter of a server, followed over restarts of that server. */
export interface CounterSeries {
  /** Notes what the counter says now. `restarted`: it began at 0 since the last time. */
  add(value: number, atMs: number, restarted: boolean): void;
  /** How much was counted since the first time. */
  session(): number;
  /** How much a minute, over the last minute or since the first time. */
  perMinute(nowMs: number): number;
  /** Sums of equal spans of `secondsEach` up to now, the oldest first. */
  history(nowMs: number, points: number, secondsEach: number): readonly number[];
}

/** Creates the series of one counter. What it says the first time is where it begins. */
export function createCounterSeries(): CounterSeries {
  let last: number | undefined;
  let firstAtMs = 0;
  let session = 0;
  let increments: Increment[] = [];
  const sumSince = (fromMs: number): number =>
    increments.reduce((sum, { atMs, count }) => (atMs > fromMs ? sum + count : sum), 0);
  return {
    add(value, atMs, restarted) {
      if (last === undefined) firstAtMs = atMs;
      // A counter that went down began again, whatever else is known.
      const base = restarted || value < (last ?? 0) ? 0 : last;
      const count = value - (base ?? value);
      last = value;
      session += count;
      if (count > 0) increments.push({ atMs, count });
      const oldestMs = atMs - secondsKept * 1_000;
      if (increments[0] !== undefined && increments[0].atMs < oldestMs) {
        increments = increments.filter((increment) => increment.atMs >= oldestMs);
      }
    },
    session: () => session,
    perMinute(nowMs) {
      const seconds = Math.min(rateWindowSeconds, (nowMs - firstAtMs) / 1_000);
      if (last === undefined || seconds < 0.5) return 0;
      return (sumSince(nowMs - rateWindowSeconds * 1_000) / seconds) * 60;
    },
    history(nowMs, points, secondsEach) {
      const sums = new Array<number>(points).fill(0);
      for (const { atMs, count } of increments) {
        const ago = Math.floor((nowMs - atMs) / (secondsEach * 1_000));
        const place = points - 1 - ago;
        if (place >= 0 && place < points) sums[place] = (sums[place] ?? 0) + count;
      }
      return sums;
    },
  };
}
