import type { Rollup } from '../rollup.ts';
import { performanceMetrics } from '../tables/performance-metrics.ts';

export const performanceValuesRollup: Rollup = {
  name: 'performance_values',
  description: 'Named numbers by name and period.',
  source: performanceMetrics,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    metric_name: { column: 'metric_name', as: 'value' },
    aggregation_period: { column: 'aggregation_period', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: ['metric_value'],
};
