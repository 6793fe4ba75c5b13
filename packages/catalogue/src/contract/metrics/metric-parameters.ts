import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { RollupInterval } from '../../rollup.ts';
import { provenances } from '../../table.ts';

/** The lengths of a bucket of a series, the shortest first. */
export const metricIntervals = [
  'minute',
  'hour',
  'day',
] as const satisfies readonly RollupInterval[];

const optionalText = (description: string) => Type.Optional(Type.String({ description }));

/** Several values of a filter. */
export const optionalTexts = (description: string) =>
  Type.Optional(
    Type.Array(Type.String(), {
      description: `${description} Several values, repeated or separated by commas, mean any of them; a comma in a value is written \`\\,\`.`,
    }),
  );

/** How far back from now. */
export const hoursBack = (hoursMax: number) =>
  Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: hoursMax,
      description: `How many hours back from now; ${limits.metricHoursBackDefault} unless given.`,
    }),
  );

const ofOrigin = {
  provenance: optionalTexts(`Only rows of this origin: ${provenances.join(', ')}.`),
};

/** The range of what is read from rows: exact to the microsecond. */
export const exactRangeParameters = {
  start_date: optionalText('Instead of `hours`: from this instant or date on.'),
  end_date: optionalText('Instead of now: up to this instant; a date takes in its whole day.'),
  ...ofOrigin,
};

/** The range of what is read from rollups. */
export const rangeParameters = {
  hours: hoursBack(limits.metricHoursBackMax),
  start_date: optionalText('Instead of `hours`: from the minute of this instant or date on.'),
  end_date: optionalText(
    'Instead of now: up to the end of the minute before this instant; a date takes in its whole day.',
  ),
  ...ofOrigin,
};

/** How a series is cut. */
export const seriesParameters = {
  interval: Type.Optional(
    Type.Enum(metricIntervals, {
      description: `The length of a bucket of \`series\`. Unless given, the shortest with at most ${limits.metricBucketsDefault} buckets; never more than ${limits.metricBucketsMax}.`,
    }),
  ),
};

/** What the range is held against. */
const comparisons = ['previous'] as const;

/** How a series is cut, and whether the range before is told too. */
export const comparedSeriesParameters = {
  ...seriesParameters,
  compare: Type.Optional(
    Type.Enum(comparisons, {
      description: '`previous` adds the totals of the range of the same length just before.',
    }),
  ),
};
