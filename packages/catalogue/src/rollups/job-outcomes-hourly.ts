import type { Rollup } from '../rollup.ts';
import { jobOutcomes } from '../tables/job-outcomes.ts';

export const jobOutcomesHourly: Rollup = {
  name: 'job_outcomes_hourly',
  description: 'Job outcomes by type, status and hour; targets and whole jobs apart.',
  source: jobOutcomes,
  interval: 'hour',
  dimensions: {
    job_type: { column: 'job_type', as: 'value' },
    status: { column: 'status', as: 'value' },
    has_device: { column: 'device_id', as: 'presence' },
    provenance: { column: 'provenance', as: 'value' },
  },
  value: 'duration_ms',
};
