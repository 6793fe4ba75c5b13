import { HomepotError, limits } from '../../kernel/index.ts';
import type { Parameters } from '../../query/index.ts';
import { readTimeRange } from '../../query/index.ts';

/** What is counted: whole hours, from `fromMs` (inclusive) to `toMs` (exclusive). */
export interface GroupRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** The length of one step of a series. */
  readonly interval: 'hour' | 'day';
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Ranges up to here have a series by hours. */
const hourlyMsMax = 3 * dayMs;

export const dayStart = (ms: number): number => Math.floor(ms / dayMs) * dayMs;
export const dayEnd = (ms: number): number => Math.ceil(ms / dayMs) * dayMs;

/** A range of whole hours. Throws range_invalid where it is longer than metrics may be. */
export function createGroupRange(fromMs: number, toMs: number): GroupRange {
  const range = {
    fromMs: Math.floor(fromMs / hourMs) * hourMs,
    toMs: Math.ceil(toMs / hourMs) * hourMs,
  };
  const lengthMs = range.toMs - range.fromMs;
  if (lengthMs <= 0 || lengthMs > limits.metricHoursMax * hourMs) {
    throw new HomepotError('range_invalid', {
      path: 'query.start_date',
      message: `The range must be between one hour and ${limits.metricHoursMax} hours`,
    });
  }
  return { ...range, interval: lengthMs <= hourlyMsMax ? 'hour' : 'day' };
}

/** Reads `start_date` and `end_date`, widened to whole hours. Throws parameter_invalid, range_invalid. */
export function readGroupRange(parameters: Parameters, nowMs: number): GroupRange {
  const { from, to } = readTimeRange(parameters);
  const toMs = to === undefined ? nowMs : Date.parse(to);
  const fromMs =
    from === undefined ? toMs - limits.errorGroupDaysDefault * dayMs : Date.parse(from);
  return createGroupRange(fromMs, toMs);
}

/** Where the steps of a series begin: at the hour, or at the midnight before. */
const seriesStart = ({ fromMs, interval }: GroupRange): number =>
  interval === 'day' ? dayStart(fromMs) : fromMs;

/** How many steps a series has. */
export const seriesLength = (range: GroupRange): number =>
  Math.ceil((range.toMs - seriesStart(range)) / (range.interval === 'day' ? dayMs : hourMs));

/** The step of a series that an instant lies in. */
export const seriesStep = (range: GroupRange, ms: number): number =>
  Math.floor((ms - seriesStart(range)) / (range.interval === 'day' ? dayMs : hourMs));
