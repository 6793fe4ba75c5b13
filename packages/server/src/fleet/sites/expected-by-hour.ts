import type { Run } from '../schedules/opening-at.ts';
import { runsBetween } from '../schedules/opening-at.ts';
import type { SiteSchedule } from '../schedules/site-schedule.ts';
import { dayMs } from '../schedules/site-schedule.ts';

/** Transactions of a day of the week, Monday first. */
export type WeekVolume = readonly (number | undefined)[];

/** How much of some runs lies between two instants. */
const overlap = (runs: readonly Run[], fromMs: number, toMs: number): number =>
  runs.reduce(
    (sum, run) => sum + Math.max(0, Math.min(run.toMs, toMs) - Math.max(run.fromMs, fromMs)),
    0,
  );

/**
 * What is expected from an instant on for an hour: the transactions of the local day, spread evenly over
 * the hours that it is open. Hours of a range share the runs of it. Undefined where nothing says so.
 */
export function createExpectation(
  schedule: SiteSchedule,
  week: WeekVolume,
  { fromMs, toMs }: Run,
): (hourMs: number) => number | undefined {
  const { clock } = schedule;
  const hourLengthMs = 3_600_000;
  const runs = Map.groupBy(
    runsBetween(schedule, 'open', fromMs - 2 * dayMs, toMs + 2 * dayMs).flatMap((run) =>
      cutByDay(schedule, run),
    ),
    ({ day }) => day,
  );
  return (hourMs) => {
    const day = Math.floor(clock.readLocalMs(hourMs) / dayMs);
    const volume = week[(((day + 3) % 7) + 7) % 7];
    const open = runs.get(day) ?? [];
    const openMs = open.reduce((sum, run) => sum + run.toMs - run.fromMs, 0);
    if (volume === undefined || openMs === 0) return volume === undefined ? undefined : 0;
    return (volume * overlap(open, hourMs, hourMs + hourLengthMs)) / openMs;
  };
}

/** A run in parts of local days. */
function cutByDay({ clock }: SiteSchedule, run: Run): readonly (Run & { readonly day: number })[] {
  const parts: (Run & { readonly day: number })[] = [];
  let atMs = run.fromMs;
  while (atMs < run.toMs) {
    const day = Math.floor(clock.readLocalMs(atMs) / dayMs);
    const endMs = Math.max(clock.readInstantMs((day + 1) * dayMs), atMs + 1);
    const toMs = Math.min(endMs, run.toMs);
    parts.push({ day, fromMs: atMs, toMs });
    atMs = toMs;
  }
  return parts;
}
