import type { Rollup } from '../rollup.ts';
import { deviceStateHistory } from '../tables/device-state-history.ts';

export const deviceStatesRollup: Rollup = {
  name: 'device_states',
  description: 'Changes of devices to each state.',
  source: deviceStateHistory,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    new_state: { column: 'new_state', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
};
