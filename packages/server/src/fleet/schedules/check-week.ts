import { HomepotError } from '../../kernel/index.ts';
import type { ScheduleLine } from './schedule-line.ts';
import { openSpanOf, peakSpanOf } from './schedule-line.ts';
import type { Span } from './site-schedule.ts';
import { dayMs } from './site-schedule.ts';

const dayNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

const fault = (index: number, field: keyof ScheduleLine, message: string): HomepotError =>
  new HomepotError('schedule_invalid', { path: `schedules[${index}].${field}`, message });

const pairs = [
  ['open_time', 'close_time'],
  ['maintenance_start', 'maintenance_end'],
  ['peak_hours_start', 'peak_hours_end'],
] as const;

function checkPairs(line: ScheduleLine, index: number): void {
  for (const [start, end] of pairs) {
    if ((line[start] === null) === (line[end] === null)) continue;
    const [missing, given] = line[start] === null ? [start, end] : [end, start];
    throw fault(index, missing, `\`${given}\` needs \`${missing}\``);
  }
}

function checkLine(line: ScheduleLine, index: number): void {
  checkPairs(line, index);
  if (line.is_closed && line.open_time !== null) {
    throw fault(index, 'is_closed', 'A day that is closed has no opening hours');
  }
  if (line.is_maintenance_window && line.maintenance_start === null) {
    throw fault(index, 'maintenance_start', 'A maintenance window needs its times');
  }
  if (line.peak_hours_start === null) return;
  const open = openSpanOf(line);
  const peak = peakSpanOf(line);
  if (open === undefined || peak === undefined || peak.fromMs < open.fromMs) {
    throw fault(index, 'peak_hours_start', 'Peak hours must lie within the opening hours');
  }
  if (peak.toMs > open.toMs) {
    throw fault(index, 'peak_hours_end', 'Peak hours must lie within the opening hours');
  }
}

/** The opening hours of a line, on a week that begins on Monday. */
interface Hours extends Span {
  readonly index: number;
  readonly day: number;
}

const contains = (span: Span, ms: number): boolean => span.fromMs <= ms && ms < span.toMs;

/** Whether hours overlap, also round the end of the week. */
function findOverlap(one: Hours, other: Hours): Span | undefined {
  return [-7 * dayMs, 0, 7 * dayMs]
    .map((shift) => ({ fromMs: other.fromMs + shift, toMs: other.toMs + shift }))
    .find((shifted) => one.fromMs < shifted.toMs && shifted.fromMs < one.toMs);
}

function checkOverlaps(hours: readonly Hours[]): void {
  for (const [i, later] of hours.entries()) {
    for (const earlier of hours.slice(0, i)) {
      const overlap = findOverlap(later, earlier);
      if (overlap === undefined) continue;
      const field = contains(overlap, later.fromMs) ? 'open_time' : 'close_time';
      throw fault(
        later.index,
        field,
        `These hours overlap those of schedules[${earlier.index}] (${dayNames[earlier.day]})`,
      );
    }
  }
}

function checkClosedDays(lines: readonly ScheduleLine[]): void {
  for (const [index, line] of lines.entries()) {
    const isOpen = lines.some(
      (other) => other.day_of_week === line.day_of_week && other.open_time !== null,
    );
    if (line.is_closed && isOpen) {
      throw fault(
        index,
        'is_closed',
        `Another line opens the site on ${dayNames[line.day_of_week]}`,
      );
    }
  }
}

/**
 * Checks that the lines of a week hold together. Throws schedule_invalid with the line and the field
 * at fault, e.g. `schedules[3].close_time`.
 */
export function checkWeek(lines: readonly ScheduleLine[]): void {
  for (const [index, line] of lines.entries()) checkLine(line, index);
  checkClosedDays(lines);
  const hours = lines.flatMap((line, index): Hours[] => {
    const span = openSpanOf(line);
    if (span === undefined) return [];
    const startMs = line.day_of_week * dayMs;
    const { fromMs, toMs } = span;
    return [{ index, day: line.day_of_week, fromMs: startMs + fromMs, toMs: startMs + toMs }];
  });
  checkOverlaps(hours);
}
