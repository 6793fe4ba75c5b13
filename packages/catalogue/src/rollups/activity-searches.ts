import type { Rollup } from '../rollup.ts';
import { userActivities } from '../tables/user-activities.ts';

export const activitySearchesRollup: Rollup = {
  name: 'activity_searches',
  description: 'What people search for, and whether they find anything.',
  source: userActivities,
  intervals: ['hour', 'day'],
  dimensions: {
    search_query: { column: 'search_query', as: 'cut', charactersMax: 200 },
    has_results: { column: 'results_count', as: 'positive' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
  where: { column: 'activity_type', equals: 'search' },
};
