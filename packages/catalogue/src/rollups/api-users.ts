import type { Rollup } from '../rollup.ts';
import { apiRequestLogs } from '../tables/api-request-logs.ts';

export const apiUsersRollup: Rollup = {
  name: 'api_users',
  description: 'Requests of each user who is known.',
  source: apiRequestLogs,
  intervals: ['day'],
  dimensions: {
    user_id: { column: 'user_id', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
  where: { column: 'user_id' },
};
