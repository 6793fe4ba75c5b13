import type { Rollup } from '../rollup.ts';
import { errorLogs } from '../tables/error-logs.ts';

export const errorTrendsRollup: Rollup = {
  name: 'error_trends',
  description: 'Errors by category and severity.',
  source: errorLogs,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    category: { column: 'category', as: 'value' },
    severity: { column: 'severity', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
};
