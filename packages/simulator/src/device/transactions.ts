import { createKey, poissonAt, uniformAt } from '../random/keyed-random.ts';
import type { SiteRhythm } from '../site/site-rhythm.ts';
import { minuteMs } from '../units.ts';

/** What was sold since the local midnight. */
export interface Takings {
  readonly count: number;
  readonly volume: number;
}

/** Mean of a receipt, in units of the currency. */
const receiptMeans: Readonly<Record<string, number>> = {
  GBP: 17.5,
  EUR: 19.8,
  USD: 23.4,
  JPY: 2_400,
  AUD: 31,
  INR: 640,
  BRL: 88,
};

/** Receipts of one minute differ from the mean; of a day hardly. */
function volumeOf(key: number, minute: number, count: number, mean: number): number {
  if (count === 0) return 0;
  return count * mean * (0.5 + uniformAt(key, minute));
}

/**
 * Counts the transactions of a terminal minute by minute, from local midnight on. Each minute's
 * number is looked up, so it is the same whenever the count began. `share` is the part of the site's
 * customers that come to this terminal, `capacity` how many of them can be served at an instant, 0
 * to 1. `atMs` must not go back by more than a day.
 */
export function createTransactionCounter(
  { seed, deviceId, currency }: { seed: number; deviceId: string; currency: string },
  rhythm: SiteRhythm,
  share: number,
  capacity: (atMs: number) => number,
): { takingsAt(atMs: number): Takings } {
  const countKey = createKey(seed, 'device', deviceId, 'transactions');
  const volumeKey = createKey(seed, 'device', deviceId, 'receipts');
  const mean = receiptMeans[currency] ?? 20;
  let dayStartMs = Number.NaN;
  let minute = 0;
  let count = 0;
  let volume = 0;
  const inMinute = (number: number): number => {
    const middleMs = dayStartMs + (number + 0.5) * minuteMs;
    const rate = rhythm.transactionsPerMinute(middleMs) * share;
    if (rate === 0) return 0;
    const absolute = Math.round(dayStartMs / minuteMs) + number;
    return poissonAt(countKey, absolute, rate * capacity(middleMs));
  };
  return {
    takingsAt(atMs) {
      const day = rhythm.dayAt(atMs);
      if (day.startMs !== dayStartMs) {
        dayStartMs = day.startMs;
        minute = 0;
        count = 0;
        volume = 0;
      }
      const place = (atMs - dayStartMs) / minuteMs;
      for (; minute + 1 <= place; minute += 1) {
        const sold = inMinute(minute);
        count += sold;
        volume += volumeOf(volumeKey, minute, sold, mean);
      }
      // Of the minute that runs, as much as has passed of it.
      const running = inMinute(minute);
      const sold = Math.floor(running * Math.max(0, place - minute));
      const part = running === 0 ? 0 : sold / running;
      const all = volume + volumeOf(volumeKey, minute, running, mean) * part;
      return { count: count + sold, volume: Math.round(all * 100) / 100 };
    },
  };
}
