import { Type } from 'typebox';
import { countInWords } from '../in-words.ts';
import { callerLimits as limits } from '../limits.ts';
import { provenances } from '../table.ts';
import type { Route } from './route.ts';
import { readers } from './route.ts';

const optionalText = (description: string) => Type.Optional(Type.String({ description }));
const optionalTexts = (description: string) =>
  Type.Optional(
    Type.Array(Type.String(), {
      description: `${description} Several values, repeated or separated by commas, mean any of them; a comma in a value is written \`\\,\`.`,
    }),
  );

const rangeParameters = {
  start_date: optionalText('Instead of `hours`: from the bucket of this instant or date on.'),
  end_date: optionalText(
    'Instead of now: up to the end of the bucket before this instant; a date takes in its whole day.',
  ),
  provenance: optionalTexts(`Only rows of this origin: ${provenances.join(', ')}.`),
};
const hours = (hoursMax: number) =>
  Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: hoursMax,
      description: `How many hours back from now; ${limits.metricHoursBackDefault} unless given.`,
    }),
  );

const nullableNumber = (description: string) =>
  Type.Union([Type.Number(), Type.Null()], { description });
const count = Type.Integer({ description: 'How many.' });
const instant = (description: string) => Type.String({ description });

const range = {
  from: instant('Start of the first bucket.'),
  to: instant('End of the last bucket, exclusive. The bucket of now is not complete yet.'),
  provenance: Type.Object(Object.fromEntries(provenances.map((name) => [name, count])), {
    description: 'How many of the rows counted are real, controlled, simulated and samples.',
  }),
};

const countsAll = `Answered from hourly sums that are exact to the last stored batch; no row is read.
The range is widened to whole hours. Buckets without rows are left out of \`series\`. Every origin is counted,
since a test run and a simulated fleet are watched by the same page as a real one; \`provenance\` in the answer says how many
of each, and the parameter \`provenance\` leaves only what is asked for.`;

/** What is known of the values of some rows; null where no row has a value. */
function valueStatistics(unit: string, what: string) {
  return {
    [`avg_${unit}`]: nullableNumber(`Mean ${what}, of rows that have one.`),
    [`min_${unit}`]: nullableNumber(`Least ${what}.`),
    [`max_${unit}`]: nullableNumber(`Greatest ${what}.`),
    [`p50_${unit}`]: nullableNumber(`Median ${what}, within 2 %.`),
    [`p95_${unit}`]: nullableNumber(`95th percentile, within 2 %.`),
    [`p99_${unit}`]: nullableNumber(`99th percentile, within 2 %.`),
  };
}

const requestStatistics = {
  count: Type.Integer({ description: 'Requests, with and without a response time.' }),
  measured: Type.Integer({ description: 'Requests that have a response time.' }),
  ...valueStatistics('response_time_ms', 'response time in milliseconds'),
  client_errors: Type.Integer({ description: 'Requests answered with 4xx.' }),
  server_errors: Type.Integer({ description: 'Requests answered with 5xx.' }),
  error_rate: nullableNumber('Both, in percent of the requests.'),
  client_error_rate: nullableNumber('4xx in percent of the requests.'),
  server_error_rate: nullableNumber('5xx in percent of the requests.'),
};

/** How fast and how well each endpoint answers. */
export const readApiPerformance = {
  operation: 'readApiPerformance',
  method: 'GET',
  path: '/api/v1/metrics/api-performance',
  resource: 'metrics',
  summary: 'Requests, response times and error rates by endpoint and hour',
  description: countsAll,
  callers: readers,
  query: Type.Object({
    hours: hours(limits.metricHoursBackMax),
    endpoint: optionalTexts('Only this route template.'),
    ...rangeParameters,
  }),
  response: Type.Object({
    ...range,
    total: Type.Object(requestStatistics),
    endpoint_count: Type.Integer({ description: 'Pairs of endpoint and method in the range.' }),
    endpoints: Type.Array(
      Type.Object({ endpoint: Type.String(), method: Type.String(), ...requestStatistics }),
      {
        description: `The ${limits.metricGroupsMax} pairs with the most requests at most, the busiest first.`,
      },
    ),
    series: Type.Array(
      Type.Object({ bucket: instant('Start of the hour.'), ...requestStatistics }),
    ),
  }),
} as const satisfies Route;

const outcomeStatistics = {
  count: Type.Integer({ description: 'Outcomes.' }),
  measured: Type.Integer({ description: 'Outcomes that have a duration.' }),
  statuses: Type.Record(Type.String(), Type.Integer(), { description: 'Outcomes by status.' }),
  success_rate: nullableNumber('`success` in percent of all outcomes.'),
  ...valueStatistics('duration_ms', 'duration in milliseconds'),
};

const targetsAndJobs = `A job has a row for each device that it was for, and one without a device that sums it up.
\`total\`, \`job_types\` and \`series\` count the rows with a device: a job that reached three devices of five
is 60 % of successes there. \`jobs\` counts the rows without: that job is one \`partial\` there. A sender that never
names devices is found under \`jobs\` alone. \`provenance\` counts both.`;

/** How jobs ended. */
export const readJobOutcomes = {
  operation: 'readJobOutcomes',
  method: 'GET',
  path: '/api/v1/metrics/job-outcomes',
  resource: 'metrics',
  summary: 'Job outcomes, success rates and durations by job type and hour',
  description: `${countsAll}

${targetsAndJobs}`,
  callers: readers,
  query: Type.Object({
    hours: hours(limits.metricHoursBackMax),
    job_type: optionalTexts('Only this type of job.'),
    ...rangeParameters,
  }),
  response: Type.Object({
    ...range,
    total: Type.Object(outcomeStatistics),
    job_type_count: Type.Integer({ description: 'Types of job in the range.' }),
    job_types: Type.Array(Type.Object({ job_type: Type.String(), ...outcomeStatistics }), {
      description: `The ${limits.metricGroupsMax} types with the most outcomes at most, the most frequent first.`,
    }),
    series: Type.Array(
      Type.Object({ bucket: instant('Start of the hour.'), ...outcomeStatistics }),
    ),
    jobs: Type.Object(outcomeStatistics, {
      description: 'The jobs as a whole, from rows without a device.',
    }),
  }),
} as const satisfies Route;

/** Which errors there are, and when. */
export const readErrorTrends = {
  operation: 'readErrorTrends',
  method: 'GET',
  path: '/api/v1/metrics/error-trends',
  resource: 'metrics',
  summary: 'Errors by category, severity and hour',
  description: countsAll,
  callers: readers,
  query: Type.Object({
    hours: hours(limits.metricHoursBackMax),
    category: optionalTexts('Only this category.'),
    ...rangeParameters,
  }),
  response: Type.Object({
    ...range,
    total: Type.Object({ count: Type.Integer({ description: 'Errors.' }) }),
    categories: Type.Array(Type.Object({ category: Type.String(), count })),
    severities: Type.Array(Type.Object({ severity: Type.String(), count })),
    series: Type.Array(
      Type.Object({
        bucket: instant('Start of the hour.'),
        category: Type.String(),
        severity: Type.String(),
        count,
      }),
    ),
  }),
} as const satisfies Route;

/** What states a device went through. */
export const readDeviceStateHistory = {
  operation: 'readDeviceStateHistory',
  method: 'GET',
  path: '/api/v1/metrics/device-state-history/{device_id}',
  resource: 'metrics',
  summary: 'The states of a device and how long it was in each',
  description:
    'Reads the changes of one device by its index. A device that never reported has an empty timeline.',
  callers: readers,
  parameters: Type.Object({ device_id: Type.String({ minLength: 1, maxLength: 255 }) }),
  query: Type.Object({
    hours: hours(limits.stateHistoryHoursBackMax),
    ...rangeParameters,
    start_date: optionalText('Instead of `hours`: from this instant or date on.'),
    end_date: optionalText('Instead of now: up to this instant; a date takes in its whole day.'),
  }),
  response: Type.Object({
    device_id: Type.String(),
    from: instant('Start of the range.'),
    to: instant('End of the range, exclusive; now at most.'),
    provenance: range.provenance,
    initial_state: Type.Union([Type.String(), Type.Null()], {
      description: 'The state at the start of the range; null where it is not known.',
    }),
    timeline: Type.Array(
      Type.Object({
        timestamp: instant('When it changed.'),
        previous_state: Type.Union([Type.String(), Type.Null()]),
        new_state: Type.String(),
        changed_by: Type.String(),
        reason: Type.Union([Type.String(), Type.Null()]),
        extra_data: Type.Unknown(),
        provenance: Type.String(),
        duration_ms: Type.Number({
          description: 'Milliseconds to the next change, or to the end of the range.',
        }),
      }),
      { description: 'The changes, the oldest first.' },
    ),
    durations_ms: Type.Record(Type.String(), Type.Number(), {
      description: 'Milliseconds of the range in each state, where the state is known.',
    }),
    truncated: Type.Boolean({
      description: `Whether there were more than ${countInWords(limits.timelineRowsMax)} changes: then \`from\` is the oldest shown.`,
    }),
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const metricRoutes: readonly Route[] = [
  readApiPerformance,
  readJobOutcomes,
  readErrorTrends,
  readDeviceStateHistory,
];
