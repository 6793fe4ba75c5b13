import type { Rollup } from '../rollup.ts';
import { toolUsageLogs } from '../tables/tool-usage-logs.ts';

export const toolPeopleRollup: Rollup = {
  name: 'tool_people',
  description: 'Who calls tools, in which session, whatever the tool.',
  source: toolUsageLogs,
  intervals: ['day'],
  dimensions: {
    user_id: { column: 'user_id', as: 'value' },
    session_id: { column: 'session_id', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
};
