import type { Rollup } from '../rollup.ts';
import { toolUsageLogs } from '../tables/tool-usage-logs.ts';

export const toolUsageRollup: Rollup = {
  name: 'tool_usage',
  description: 'Calls of tools by pack, tool, operation and outcome.',
  source: toolUsageLogs,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    bcp_name: { column: 'bcp_name', as: 'value' },
    tool_name: { column: 'tool_name', as: 'value' },
    operation: { column: 'operation', as: 'value' },
    outcome: { column: 'outcome', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: ['duration_ms'],
};
