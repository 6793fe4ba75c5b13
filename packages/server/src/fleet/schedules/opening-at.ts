import { limits } from '../../kernel/index.ts';
import type { DayPlan, SiteSchedule, Span } from './site-schedule.ts';
import { dayMs } from './site-schedule.ts';

/** What a schedule says of one instant. Instants are milliseconds since 1970. */
export interface Opening {
  readonly isOpen: boolean;
  readonly isPeak: boolean;
  readonly inMaintenanceWindow: boolean;
  /** When it opens next; absent where it never closes, or not within the days that are searched. */
  readonly nextOpenAtMs: number | undefined;
  /** When it closes next; absent likewise. */
  readonly nextCloseAtMs: number | undefined;
  /** When the next maintenance window begins; absent where none is given. */
  readonly nextMaintenanceAtMs: number | undefined;
}

type Kind = keyof DayPlan;

/** From one instant up to another, milliseconds since 1970. */
export interface Run {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Monday is 0; the first day of 1970 was a Thursday. */
const dayOfWeek = (day: number): number => (((day + 3) % 7) + 7) % 7;

function spansOf(schedule: SiteSchedule, kind: Kind, day: number): readonly Span[] {
  const exception = kind === 'open' ? schedule.exceptions.get(day) : undefined;
  return exception ?? schedule.week[dayOfWeek(day)]?.[kind] ?? [];
}

/** The spans that begin on a day, as instants. What falls into a gap of the clock is left out. */
function* runsOfDay(schedule: SiteSchedule, kind: Kind, day: number): Generator<Run> {
  const { clock } = schedule;
  for (const { fromMs, toMs } of spansOf(schedule, kind, day)) {
    const run = {
      fromMs: clock.readInstantMs(day * dayMs + fromMs),
      toMs: clock.readInstantMs(day * dayMs + toMs),
    };
    if (run.fromMs < run.toMs) yield run;
  }
}

/** The runs that begin on some days, in order; those that touch are one. */
function* joinRuns(
  schedule: SiteSchedule,
  kind: Kind,
  [firstDay, lastDay]: readonly [number, number],
): Generator<Run> {
  let current: Run | undefined;
  for (let day = firstDay; day <= lastDay; day += 1) {
    for (const run of runsOfDay(schedule, kind, day)) {
      if (current !== undefined && run.fromMs <= current.toMs) {
        current = { fromMs: current.fromMs, toMs: Math.max(current.toMs, run.toMs) };
      } else {
        if (current !== undefined) yield current;
        current = run;
      }
    }
  }
  if (current !== undefined) yield current;
}

/** A span of a day may end two days later, and the clock may jump over a day. */
const daysBack = 3;

/** The last day that is searched: the week comes round well within it, after every exception. */
function lastDayOf({ exceptions }: SiteSchedule, today: number): number {
  let last = today;
  for (const day of exceptions.keys()) last = Math.max(last, day);
  return Math.min(last + limits.scheduleDaysAheadMin, today + limits.scheduleDaysAheadMax);
}

/** Whether an instant lies in a run, when that ends, and when the next one begins. */
function lookAhead(schedule: SiteSchedule, kind: Kind, atMs: number, today: number) {
  const lastDay = lastDayOf(schedule, today);
  // A run that is cut off by the end of the search has no end that is known.
  const searchedMs = (lastDay - 1) * dayMs;
  const within = (ms: number | undefined) => (ms !== undefined && ms < searchedMs ? ms : undefined);
  let current: Run | undefined;
  for (const run of joinRuns(schedule, kind, [today - daysBack, lastDay])) {
    if (run.toMs <= atMs) continue;
    if (run.fromMs > atMs)
      return { current, nextMs: run.fromMs, endMs: within(current?.toMs ?? run.toMs) };
    current = run;
  }
  return { current, nextMs: undefined, endMs: within(current?.toMs) };
}

function isWithin(schedule: SiteSchedule, kind: Kind, atMs: number, today: number): boolean {
  for (let day = today - daysBack; day <= today + 1; day += 1) {
    for (const { fromMs, toMs } of runsOfDay(schedule, kind, day)) {
      if (fromMs <= atMs && atMs < toMs) return true;
    }
  }
  return false;
}

/** The maintenance windows that touch a span, in order. Instants are milliseconds since 1970. */
export function maintenanceRuns(
  schedule: SiteSchedule,
  fromMs: number,
  toMs: number,
): Iterable<Run> {
  const dayOf = (atMs: number) => Math.floor(schedule.clock.readLocalMs(atMs) / dayMs);
  const lastDay = Math.min(dayOf(toMs), dayOf(fromMs) + limits.scheduleDaysAheadMax);
  return joinRuns(schedule, 'maintenance', [dayOf(fromMs) - daysBack, lastDay]);
}

/** The runs of a kind between two instants, in order, cut at both. Peak hours as given, open or not. */
export function runsBetween(
  schedule: SiteSchedule,
  kind: Kind,
  fromMs: number,
  toMs: number,
): readonly Run[] {
  const dayOf = (atMs: number) => Math.floor(schedule.clock.readLocalMs(atMs) / dayMs);
  const days = [dayOf(fromMs) - daysBack, dayOf(toMs)] as const;
  return [...joinRuns(schedule, kind, days)]
    .map((run) => ({ fromMs: Math.max(run.fromMs, fromMs), toMs: Math.min(run.toMs, toMs) }))
    .filter((run) => run.fromMs < run.toMs);
}

/** What the schedule says of an instant, milliseconds since 1970. */
export function openingAt(schedule: SiteSchedule, atMs: number): Opening {
  const today = Math.floor(schedule.clock.readLocalMs(atMs) / dayMs);
  const open = lookAhead(schedule, 'open', atMs, today);
  const maintenance = lookAhead(schedule, 'maintenance', atMs, today);
  const isOpen = open.current !== undefined;
  return {
    isOpen,
    isPeak: isOpen && isWithin(schedule, 'peak', atMs, today),
    inMaintenanceWindow: maintenance.current !== undefined,
    nextOpenAtMs: open.nextMs,
    nextCloseAtMs: open.endMs,
    nextMaintenanceAtMs: maintenance.nextMs,
  };
}
