import type { Rollup } from '../rollup.ts';
import { toolUsageLogs } from '../tables/tool-usage-logs.ts';

export const toolTotalsRollup: Rollup = {
  name: 'tool_totals',
  description: 'All calls of tools, by outcome: what is told over time needs no tool.',
  source: toolUsageLogs,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    outcome: { column: 'outcome', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: ['duration_ms'],
};
