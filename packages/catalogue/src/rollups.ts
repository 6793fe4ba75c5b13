import type { Rollup } from './rollup.ts';
import { apiPerformanceHourly } from './rollups/api-performance-hourly.ts';
import { errorTrendsHourly } from './rollups/error-trends-hourly.ts';
import { jobOutcomesHourly } from './rollups/job-outcomes-hourly.ts';

/** Every rollup that the drain keeps. */
export const rollups: readonly Rollup[] = [
  apiPerformanceHourly,
  jobOutcomesHourly,
  errorTrendsHourly,
];
