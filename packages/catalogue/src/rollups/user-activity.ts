import type { Rollup } from '../rollup.ts';
import { userActivities } from '../tables/user-activities.ts';

export const userActivityRollup: Rollup = {
  name: 'user_activity',
  description: 'What people do, by kind.',
  source: userActivities,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    activity_type: { column: 'activity_type', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: ['duration_ms'],
};
