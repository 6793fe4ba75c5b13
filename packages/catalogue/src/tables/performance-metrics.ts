import { double, jsonb, varchar } from '../column.ts';
import { defineTelemetry } from '../table.ts';

export const performanceMetrics = defineTelemetry({
  name: 'performance_metrics',
  description: 'Named numbers of any service, with labels.',
  partition: 'day',
  retentionDays: 30,
  listPath: 'performance-metrics',
  specialFilters: ['labels'],
  indexes: ['(metric_name, "timestamp")'],
  columns: {
    metric_name: varchar(100, 'The name of the number.', { filter: true }),
    metric_value: double('The number.'),
    labels: jsonb('What it belongs to.', { fallback: '{}', privacy: 'free' }),
    aggregation_period: varchar(20, 'Over how long it was taken.', {
      filter: true,
      values: ['raw', '1m', '5m', '1h', '1d'],
      fallback: 'raw',
    }),
  },
});
