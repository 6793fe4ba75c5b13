import type { LocalClock } from './local-clock.ts';
import type { ScheduleException, ScheduleLine } from './schedule-line.ts';
import { maintenanceSpanOf, openSpanOf, peakSpanOf } from './schedule-line.ts';
import type { DayPlan, SiteSchedule, Span } from './site-schedule.ts';
import { dayNumberOf, wholeDay } from './site-schedule.ts';

const daysOfWeek = [0, 1, 2, 3, 4, 5, 6] as const;

const byStart = (one: Span, other: Span): number => one.fromMs - other.fromMs;

const collect = (
  lines: readonly ScheduleLine[],
  spanOf: (line: ScheduleLine) => Span | undefined,
): readonly Span[] =>
  lines
    .map(spanOf)
    .filter((span) => span !== undefined)
    .sort(byStart);

function planDay(lines: readonly ScheduleLine[], hoursGiven: boolean): DayPlan {
  const isClosed = lines.some((line) => line.is_closed);
  const always = !hoursGiven && !isClosed;
  return {
    open: always ? [wholeDay] : isClosed ? [] : collect(lines, openSpanOf),
    peak: collect(lines, peakSpanOf),
    maintenance: collect(lines, maintenanceSpanOf),
  };
}

/** Makes a schedule out of the lines of the week and the days that keep other hours. */
export function compileSchedule(
  clock: LocalClock,
  lines: readonly ScheduleLine[],
  exceptions: readonly ScheduleException[],
): SiteSchedule {
  const hoursGiven = lines.some((line) => openSpanOf(line) !== undefined);
  return {
    clock,
    week: daysOfWeek.map((day) =>
      planDay(
        lines.filter((line) => line.day_of_week === day),
        hoursGiven,
      ),
    ),
    exceptions: new Map(
      exceptions.map((exception) => {
        const span = openSpanOf(exception);
        return [dayNumberOf(exception.date), span === undefined ? [] : [span]];
      }),
    ),
  };
}
