import type { Rollup } from '../rollup.ts';
import { toolUsageLogs } from '../tables/tool-usage-logs.ts';

export const toolCallersRollup: Rollup = {
  name: 'tool_callers',
  description: 'Who calls which tool, in which session.',
  source: toolUsageLogs,
  intervals: ['day'],
  dimensions: {
    bcp_name: { column: 'bcp_name', as: 'value' },
    tool_name: { column: 'tool_name', as: 'value' },
    user_id: { column: 'user_id', as: 'value' },
    // The key must fit into a page of an index, whatever the characters are.
    session_id: { column: 'session_id', as: 'cut', charactersMax: 128 },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
};
