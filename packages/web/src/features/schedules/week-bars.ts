import type { DayDraft, WeekDraft } from './week-draft.ts';
import { givesHours } from './week-draft.ts';

/** A part of a day, in minutes of its 24 hours. */
export interface WeekBar {
  readonly kind: 'open' | 'peak' | 'maintenance';
  readonly from: number;
  readonly to: number;
}

/** A day that keeps other hours than its day of the week; undefined where it does not. */
export type OtherHours =
  | { readonly isClosed: boolean; readonly open: string; readonly close: string }
  | undefined;

const dayMinutes = 1_440;

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** A span that may run past midnight, in minutes from the midnight before it. */
function spanOf(kind: WeekBar['kind'], from: string, to: string): WeekBar | undefined {
  if (from === '' || to === '') return undefined;
  const start = minutesOf(from);
  const end = minutesOf(to);
  return { kind, from: start, to: end > start ? end : end + dayMinutes };
}

/** All that begins on a day; peaks that begin before their opening lie after the midnight in between. */
function spansOf(lines: DayDraft, isAlways: boolean, other: OtherHours): readonly WeekBar[] {
  const closed = lines.some(({ isClosed }) => isClosed);
  const peaks = lines.flatMap((line) => {
    const open = spanOf('open', line.open, line.close);
    const peak = spanOf('peak', line.peakStart, line.peakEnd);
    if (closed || open === undefined || peak === undefined) return [];
    const shift = peak.from < open.from && open.to > dayMinutes ? dayMinutes : 0;
    return [{ kind: peak.kind, from: peak.from + shift, to: peak.to + shift }];
  });
  const maintenance = lines.flatMap(
    (line) => spanOf('maintenance', line.maintenanceStart, line.maintenanceEnd) ?? [],
  );
  const always = { kind: 'open', from: 0, to: dayMinutes } as const;
  const usual = isAlways
    ? closed
      ? []
      : [always]
    : lines.flatMap((line) => (closed ? [] : (spanOf('open', line.open, line.close) ?? [])));
  if (other === undefined) return [...usual, ...peaks, ...maintenance];
  const open = other.isClosed ? undefined : spanOf('open', other.open, other.close);
  return [
    ...(open === undefined ? [] : [open]),
    ...(open === undefined ? [] : peaks),
    ...maintenance,
  ];
}

/**
 * What is drawn of each day: all that begins on it up to midnight, and what the day before still holds after
 * it. `others` are days of this week that keep other hours, Monday first.
 */
export function barsOfWeek(
  week: WeekDraft,
  others: readonly OtherHours[] = [],
): readonly (readonly WeekBar[])[] {
  const isAlways = !givesHours(week);
  const begun = week.map((lines, day) => spansOf(lines, isAlways, others[day]));
  return begun.map((spans, day) => {
    const before = begun[(day + 6) % 7] ?? [];
    const spilled = before
      .filter(({ to }) => to > dayMinutes)
      .map(({ kind, to }) => ({ kind, from: 0, to: Math.min(to - dayMinutes, dayMinutes) }));
    return [
      ...spilled,
      ...spans.map((span) => ({ ...span, to: Math.min(span.to, dayMinutes) })),
    ].filter(({ from, to }) => from < to);
  });
}
