import type { Span } from './site-schedule.ts';
import { dayMs, spanOf } from './site-schedule.ts';

/** One line of the week as it is stored and told. Times are `HH:MM:SS` or `HH:MM`. */
export interface ScheduleLine {
  /** 0 is Monday. */
  readonly day_of_week: number;
  readonly open_time: string | null;
  readonly close_time: string | null;
  readonly is_closed: boolean;
  readonly is_maintenance_window: boolean;
  readonly maintenance_start: string | null;
  readonly maintenance_end: string | null;
  readonly expected_transaction_volume: number | null;
  readonly peak_hours_start: string | null;
  readonly peak_hours_end: string | null;
  readonly notes: string | null;
  readonly special_considerations: Readonly<Record<string, unknown>> | null;
}

/** A day that keeps other hours. */
export interface ScheduleException {
  /** `YYYY-MM-DD`, the local day. */
  readonly date: string;
  readonly is_closed: boolean;
  readonly open_time: string | null;
  readonly close_time: string | null;
  readonly notes: string | null;
}

type Hours = Pick<ScheduleLine, 'is_closed' | 'open_time' | 'close_time'>;

/** The opening hours of a line. */
export function openSpanOf({ is_closed, open_time, close_time }: Hours): Span | undefined {
  if (is_closed || open_time === null || close_time === null) return undefined;
  return spanOf(open_time, close_time);
}

/** The peak hours of a line. Those that begin before the opening lie after the midnight in between. */
export function peakSpanOf(line: ScheduleLine): Span | undefined {
  const open = openSpanOf(line);
  const { peak_hours_start, peak_hours_end } = line;
  if (open === undefined || peak_hours_start === null || peak_hours_end === null) return undefined;
  const peak = spanOf(peak_hours_start, peak_hours_end);
  if (peak.fromMs >= open.fromMs || open.toMs <= dayMs) return peak;
  return { fromMs: peak.fromMs + dayMs, toMs: peak.toMs + dayMs };
}

/** The maintenance window of a line. */
export function maintenanceSpanOf(line: ScheduleLine): Span | undefined {
  const { is_maintenance_window, maintenance_start, maintenance_end } = line;
  if (!is_maintenance_window || maintenance_start === null || maintenance_end === null) {
    return undefined;
  }
  return spanOf(maintenance_start, maintenance_end);
}
