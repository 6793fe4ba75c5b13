import type { Rollup } from '../rollup.ts';
import { errorLogs } from '../tables/error-logs.ts';

export const errorUsersRollup: Rollup = {
  name: 'error_users',
  description: 'To whom an error happened.',
  source: errorLogs,
  intervals: ['day'],
  dimensions: {
    fingerprint: { column: 'fingerprint', as: 'value' },
    user_id: { column: 'user_id', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
  where: { column: 'user_id' },
  indexes: ['(fingerprint, bucket)'],
};
