import type { TSchema } from 'typebox';
import { Type } from 'typebox';
import { provenances } from '../../table.ts';
import { metricIntervals } from './metric-parameters.ts';

/** A number that is null where there is nothing to make it of. */
export const nullableNumber = (description: string) =>
  Type.Union([Type.Number(), Type.Null()], { description });

export const nullableText = (description: string) =>
  Type.Union([Type.String(), Type.Null()], { description });

export const count = (description: string) => Type.Integer({ description });

export const instant = (description: string) => Type.String({ description });

/** From when to when was counted. */
export const counted = {
  from: instant('Start of what was counted.'),
  to: instant('End of what was counted, exclusive. The minute of now is not complete yet.'),
};

/** How many of the rows counted came from where. */
export const countedProvenance = {
  provenance: Type.Object(
    Object.fromEntries(provenances.map((name) => [name, count(`Rows that are ${name}.`)])),
    { description: 'How many of the rows counted are real, controlled, simulated and samples.' },
  ),
};

export const seriesInterval = {
  interval: Type.Enum(metricIntervals, { description: 'The length of a bucket of `series`.' }),
};

export const bucket = {
  bucket: instant('Start of the bucket. The first and the last one may lie in the range in part.'),
};

/** The totals of the range before; null unless they were asked for. */
const previousOf = <Properties extends Record<string, TSchema>>(total: Properties) => ({
  previous: Type.Union([Type.Object({ ...counted, total: Type.Object(total) }), Type.Null()], {
    description: 'The same totals of the range of the same length just before, where asked for.',
  }),
});

/** What a metric with a series says of the whole range, and of the range before. */
export const comparedTotal = <Properties extends Record<string, TSchema>>(total: Properties) => ({
  ...counted,
  ...seriesInterval,
  ...countedProvenance,
  total: Type.Object(total),
  ...previousOf(total),
});

type StatisticName = 'avg' | 'min' | 'max' | 'p50' | 'p95' | 'p99';

/** What is known of the values of some rows; null where no row has a value. */
export function valueStatistics<const Unit extends string>(unit: Unit, what: string) {
  return {
    [`avg_${unit}`]: nullableNumber(`Mean ${what}, of rows that have one.`),
    [`min_${unit}`]: nullableNumber(`Least ${what}.`),
    [`max_${unit}`]: nullableNumber(`Greatest ${what}.`),
    [`p50_${unit}`]: nullableNumber(`Median ${what}, within 2 %.`),
    [`p95_${unit}`]: nullableNumber('95th percentile, within 2 %.'),
    [`p99_${unit}`]: nullableNumber('99th percentile, within 2 %.'),
  } as Record<`${StatisticName}_${Unit}`, ReturnType<typeof nullableNumber>>;
}

/** How metrics are made, for the description of a route. */
export const countsAll = `Answered from sums by minute, hour and day that are exact to the last stored batch; no row is read.
The range is exact to the minute: whole days, whole hours and the minutes at its edges are added up, and \`from\` and \`to\` say what was counted.
Buckets without rows are left out of \`series\`. Every origin is counted, since a test run and a simulated fleet are watched by the same page as a real one;
\`provenance\` in the answer says how many of each, and the parameter \`provenance\` leaves only what is asked for.`;
