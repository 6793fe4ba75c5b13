import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { comparedSeriesParameters, optionalTexts, rangeParameters } from './metric-parameters.ts';
import {
  bucket,
  comparedTotal,
  count,
  countsAll,
  nullableNumber,
  valueStatistics,
} from './metric-schemas.ts';

const outcomeStatistics = {
  count: count('Outcomes.'),
  measured: count('Outcomes that have a duration.'),
  statuses: Type.Record(Type.String(), Type.Integer(), { description: 'Outcomes by status.' }),
  success_rate: nullableNumber('`success` in percent of all outcomes.'),
  ...valueStatistics('duration_ms', 'duration in milliseconds'),
};

const targetsAndJobs = `A job has a row for each device that it was for, and one without a device that sums it up.
\`total\`, \`previous\`, \`job_types\` and \`series\` count the rows with a device: a job that reached three devices of five
is 60 % of successes there. \`jobs\` counts the rows without: that job is one \`partial\` there. A sender that never
names devices is found under \`jobs\` alone. \`provenance\` counts both.`;

/** How jobs ended. */
export const readJobOutcomes = {
  operation: 'readJobOutcomes',
  method: 'GET',
  path: '/api/v1/metrics/job-outcomes',
  resource: 'metrics',
  summary: 'Job outcomes, success rates and durations by job type and over time',
  description: `${countsAll}

${targetsAndJobs}`,
  callers: readers,
  query: Type.Object({
    ...rangeParameters,
    job_type: optionalTexts('Only this type of job.'),
    ...comparedSeriesParameters,
  }),
  response: Type.Object({
    ...comparedTotal(outcomeStatistics),
    job_type_count: count('Types of job in the range.'),
    job_types: Type.Array(Type.Object({ job_type: Type.String(), ...outcomeStatistics }), {
      description: `The ${limits.metricGroupsMax} types with the most outcomes at most, the most frequent first.`,
    }),
    series: Type.Array(Type.Object({ ...bucket, ...outcomeStatistics })),
    jobs: Type.Object(outcomeStatistics, {
      description: 'The jobs as a whole, from rows without a device.',
    }),
  }),
} as const satisfies Route;
