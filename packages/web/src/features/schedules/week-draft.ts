import type { AnswerOf, BodyOf, replaceSchedules, showSchedules } from '@homepot/catalogue';

export type SiteSchedules = AnswerOf<typeof showSchedules>;
type Shown = SiteSchedules['schedules'][number];
type Given = BodyOf<typeof replaceSchedules>['schedules'][number];

/** One line of a day as it is edited; '' where nothing is given. Times are `HH:MM`. */
export interface LineDraft {
  readonly open: string;
  readonly close: string;
  readonly peakStart: string;
  readonly peakEnd: string;
  readonly maintenanceStart: string;
  readonly maintenanceEnd: string;
  readonly volume: string;
  readonly notes: string;
  readonly isClosed: boolean;
  readonly considerations: Shown['special_considerations'];
}

/** The lines of a day; several for split shifts. */
export type DayDraft = readonly LineDraft[];
/** Seven days, Monday first. */
export type WeekDraft = readonly DayDraft[];

export const dayNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

export const emptyLine: LineDraft = {
  open: '',
  close: '',
  peakStart: '',
  peakEnd: '',
  maintenanceStart: '',
  maintenanceEnd: '',
  volume: '',
  notes: '',
  isClosed: false,
  considerations: null,
};

/** `HH:MM` of `HH:MM:SS`; seconds that say something stay. */
const clockOf = (time: string | null): string =>
  (time ?? '').replace(/:00$/, (end, at: number) => (at === 5 ? '' : end));

function toLine(line: Shown): LineDraft {
  return {
    open: clockOf(line.open_time),
    close: clockOf(line.close_time),
    peakStart: clockOf(line.peak_hours_start),
    peakEnd: clockOf(line.peak_hours_end),
    maintenanceStart: line.is_maintenance_window ? clockOf(line.maintenance_start) : '',
    maintenanceEnd: line.is_maintenance_window ? clockOf(line.maintenance_end) : '',
    volume:
      line.expected_transaction_volume === null ? '' : String(line.expected_transaction_volume),
    notes: line.notes ?? '',
    isClosed: line.is_closed,
    considerations: line.special_considerations,
  };
}

/** The week of a site as it can be edited. */
export const toWeek = (schedules: readonly Shown[]): WeekDraft =>
  dayNames.map((_name, day) => schedules.filter((line) => line.day_of_week === day).map(toLine));

const orNull = (text: string): string | null => (text === '' ? null : text);

function toGiven(day: number, line: LineDraft): Given {
  const hasMaintenance = line.maintenanceStart !== '' || line.maintenanceEnd !== '';
  return {
    day_of_week: day,
    open_time: line.isClosed ? null : orNull(line.open),
    close_time: line.isClosed ? null : orNull(line.close),
    is_closed: line.isClosed,
    is_maintenance_window: hasMaintenance,
    maintenance_start: orNull(line.maintenanceStart),
    maintenance_end: orNull(line.maintenanceEnd),
    expected_transaction_volume: line.volume === '' ? null : Number(line.volume),
    peak_hours_start: line.isClosed ? null : orNull(line.peakStart),
    peak_hours_end: line.isClosed ? null : orNull(line.peakEnd),
    notes: orNull(line.notes.trim()),
    special_considerations: line.considerations,
  };
}

const saysNothing = (line: LineDraft): boolean =>
  Object.entries(line).every(([, value]) => value === '' || value === false || value === null);

/** The lines that are sent, day by day; those that say nothing are left out. */
export const toLines = (week: WeekDraft): Given[] =>
  week.flatMap((lines, day) =>
    lines.filter((line) => !saysNothing(line)).map((line) => toGiven(day, line)),
  );

/** The day and the line of it that a refusal such as `schedules[3].close_time` means. */
export function whereIs(
  week: WeekDraft,
  path: string | undefined,
): { day: number; line: number; field: string } | undefined {
  const [, at, field = ''] = /schedules\[(\d+)\](?:\.(\w+))?/.exec(path ?? '') ?? [];
  if (at === undefined) return undefined;
  const places = week.flatMap((lines, day) =>
    lines.flatMap((line, index) => (saysNothing(line) ? [] : [{ day, line: index, field }])),
  );
  return places[Number(at)];
}

/** The week with one day put in the place of others. */
export const withDay = (week: WeekDraft, days: readonly number[], lines: DayDraft): WeekDraft =>
  week.map((before, day) => (days.includes(day) ? lines : before));

/** What a day says, in a line: `09:00–13:00, 14:00–20:00`, `closed`. */
export function dayInWords(lines: DayDraft, isAnythingGiven: boolean): string {
  if (lines.some(({ isClosed }) => isClosed)) return 'closed';
  const hours = lines.filter(({ open, close }) => open !== '' && close !== '');
  if (hours.length === 0) return isAnythingGiven ? 'closed' : 'round the clock';
  return hours
    .map(({ open, close }) => `${open}–${close}${close <= open ? ' next day' : ''}`)
    .join(', ');
}

/** Whether any line of the week gives hours: without any, a site is always open. */
export const givesHours = (week: WeekDraft): boolean =>
  week.flat().some(({ open, isClosed }) => open !== '' && !isClosed);
