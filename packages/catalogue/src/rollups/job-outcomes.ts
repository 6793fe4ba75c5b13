import type { Rollup } from '../rollup.ts';
import { jobOutcomes } from '../tables/job-outcomes.ts';

export const jobOutcomesRollup: Rollup = {
  name: 'job_outcomes',
  description: 'Job outcomes by type and status; targets and whole jobs apart.',
  source: jobOutcomes,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    job_type: { column: 'job_type', as: 'value' },
    status: { column: 'status', as: 'value' },
    has_device: { column: 'device_id', as: 'presence' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: ['duration_ms'],
};
