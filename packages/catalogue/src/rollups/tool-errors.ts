import type { Rollup } from '../rollup.ts';
import { errorLogs } from '../tables/error-logs.ts';

export const toolErrorsRollup: Rollup = {
  name: 'tool_errors',
  description: 'Errors of tools, by pack, tool and severity.',
  source: errorLogs,
  intervals: ['hour', 'day'],
  dimensions: {
    bcp_name: {
      column: 'tool_context',
      as: 'json_text',
      keys: ['bcp_name', 'pack'],
      charactersMax: 100,
    },
    tool_name: {
      column: 'tool_context',
      as: 'json_text',
      keys: ['tool_name', 'tool'],
      charactersMax: 100,
    },
    severity: { column: 'severity', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
  where: { column: 'tool_context' },
};
