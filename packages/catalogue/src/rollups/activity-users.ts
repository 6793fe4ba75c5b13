import type { Rollup } from '../rollup.ts';
import { userActivities } from '../tables/user-activities.ts';

export const activityUsersRollup: Rollup = {
  name: 'activity_users',
  description: 'Who is active, in which session.',
  source: userActivities,
  intervals: ['day'],
  dimensions: {
    user_id: { column: 'user_id', as: 'value' },
    session_id: { column: 'session_id', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
};
