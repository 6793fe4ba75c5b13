import type { RandomKey } from '../random/keyed-random.ts';
import { createKey } from '../random/keyed-random.ts';
import { smoothNoise } from '../random/smooth-noise.ts';
import { dayMs, minuteMs, within } from '../units.ts';
import type { DayShape } from './day-shape.ts';
import { createDayShape } from './day-shape.ts';
import type { SitePlan } from './site-plan.ts';

/** How busy a site is, at any instant. */
export interface SiteRhythm {
  /** The local day of an instant. */
  dayAt(atMs: number): DayShape;
  /** Transactions a minute of the whole site, as its customers come today. */
  transactionsPerMinute(atMs: number): number;
  /** The same as a share of the busiest minute of an ordinary week; 0 where it is closed. */
  activity(atMs: number): number;
}

const daysRememberedMax = 4;
/** How much a quarter of an hour differs from what the schedule expects. */
const swing = 0.18;
const swingPeriodMs = 18 * minuteMs;

const busiest = (shape: DayShape): number => {
  let most = 0;
  for (const value of shape.perMinute) if (value > most) most = value;
  return most;
};

/** The busiest minute of a week without exceptions, whichever week it is. */
function readReference(plan: SitePlan, atMs: number): number {
  const regular = { ...plan, exceptions: [] };
  let most = 0;
  for (let day = 0; day < 7; day += 1) {
    most = Math.max(most, busiest(createDayShape(regular, atMs + day * dayMs)));
  }
  return most || 1;
}

/** Creates the rhythm of a site from its schedule. The same seed is the same rhythm. */
export function createSiteRhythm(plan: SitePlan, seed: number): SiteRhythm {
  const key: RandomKey = createKey(seed, 'site', plan.siteId, 'customers');
  const days: DayShape[] = [];
  let latest: DayShape | undefined;
  let reference: number | undefined;
  const dayAt = (atMs: number): DayShape => {
    if (latest !== undefined && atMs >= latest.startMs && atMs < latest.endMs) return latest;
    let found = days.find(({ startMs, endMs }) => atMs >= startMs && atMs < endMs);
    if (found === undefined) {
      found = createDayShape(plan, atMs);
      days.push(found);
      if (days.length > daysRememberedMax) days.shift();
    }
    latest = found;
    return found;
  };
  const transactionsPerMinute = (atMs: number): number => {
    const day = dayAt(atMs);
    const expected = day.perMinute[Math.floor((atMs - day.startMs) / minuteMs)] ?? 0;
    if (expected === 0) return 0;
    return expected * within(1 + swing * smoothNoise(key, atMs, swingPeriodMs), 0.3, 1.8);
  };
  return {
    dayAt,
    transactionsPerMinute,
    activity: (atMs) => {
      const rate = transactionsPerMinute(atMs);
      if (rate === 0) return 0;
      reference ??= readReference(plan, atMs);
      return rate / reference;
    },
  };
}
