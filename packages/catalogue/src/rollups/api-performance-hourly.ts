import type { Rollup } from '../rollup.ts';
import { apiRequestLogs } from '../tables/api-request-logs.ts';

export const apiPerformanceHourly: Rollup = {
  name: 'api_performance_hourly',
  description: 'Requests by route and hour.',
  source: apiRequestLogs,
  interval: 'hour',
  dimensions: {
    endpoint: { column: 'endpoint', as: 'value' },
    method: { column: 'method', as: 'value' },
    status_class: { column: 'status_code', as: 'status_class' },
    provenance: { column: 'provenance', as: 'value' },
  },
  value: 'response_time_ms',
};
