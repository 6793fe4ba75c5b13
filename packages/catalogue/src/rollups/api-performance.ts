import type { Rollup } from '../rollup.ts';
import { apiRequestLogs } from '../tables/api-request-logs.ts';

export const apiPerformanceRollup: Rollup = {
  name: 'api_performance',
  description: 'Requests by route, method, class of status and service.',
  source: apiRequestLogs,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    endpoint: { column: 'endpoint', as: 'value' },
    method: { column: 'method', as: 'value' },
    status_class: { column: 'status_code', as: 'status_class' },
    service: { column: 'service', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: ['response_time_ms'],
};
