import type { Rollup } from '../rollup.ts';
import { userActivities } from '../tables/user-activities.ts';

export const activityPagesRollup: Rollup = {
  name: 'activity_pages',
  description: 'Activities on each page.',
  source: userActivities,
  intervals: ['hour', 'day'],
  dimensions: {
    page_url: { column: 'page_url', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
  where: { column: 'page_url' },
};
