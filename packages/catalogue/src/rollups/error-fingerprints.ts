import type { Rollup } from '../rollup.ts';
import { errorLogs } from '../tables/error-logs.ts';

export const errorFingerprintsRollup: Rollup = {
  name: 'error_fingerprints',
  description: 'Errors by what groups like ones.',
  source: errorLogs,
  intervals: ['hour', 'day'],
  dimensions: {
    fingerprint: { column: 'fingerprint', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
  indexes: ['(fingerprint, bucket)'],
};
