import type { Rollup } from '../rollup.ts';
import { errorLogs } from '../tables/error-logs.ts';

export const errorTrendsHourly: Rollup = {
  name: 'error_trends_hourly',
  description: 'Errors by category, severity and hour.',
  source: errorLogs,
  interval: 'hour',
  dimensions: {
    category: { column: 'category', as: 'value' },
    severity: { column: 'severity', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
};
