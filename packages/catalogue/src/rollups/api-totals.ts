import type { Rollup } from '../rollup.ts';
import { apiRequestLogs } from '../tables/api-request-logs.ts';

export const apiTotalsRollup: Rollup = {
  name: 'api_totals',
  description: 'All requests, by class of status: what is told over time needs no route.',
  source: apiRequestLogs,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    status_class: { column: 'status_code', as: 'status_class' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: ['response_time_ms'],
};
