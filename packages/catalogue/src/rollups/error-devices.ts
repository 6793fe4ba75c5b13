import type { Rollup } from '../rollup.ts';
import { errorLogs } from '../tables/error-logs.ts';

export const errorDevicesRollup: Rollup = {
  name: 'error_devices',
  description: 'On which devices an error arose.',
  source: errorLogs,
  intervals: ['day'],
  dimensions: {
    fingerprint: { column: 'fingerprint', as: 'value' },
    device_id: { column: 'device_id', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
  where: { column: 'device_id' },
  indexes: ['(fingerprint, bucket)'],
};
