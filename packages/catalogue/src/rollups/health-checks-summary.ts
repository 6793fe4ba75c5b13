import type { Rollup } from '../rollup.ts';
import { healthChecks } from '../tables/health-checks.ts';

export const healthChecksSummaryRollup: Rollup = {
  name: 'health_checks_summary',
  description: 'Reports of devices, healthy and not.',
  source: healthChecks,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    is_healthy: { column: 'is_healthy', as: 'flag' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: ['response_time_ms'],
};
