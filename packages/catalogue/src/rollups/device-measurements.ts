import type { Rollup } from '../rollup.ts';
import { deviceMetrics } from '../tables/device-metrics.ts';

export const deviceMeasurementsRollup: Rollup = {
  name: 'device_measurements',
  description: 'What devices measure, all together; a row counts as one, however long it stood.',
  source: deviceMetrics,
  intervals: ['minute', 'hour', 'day'],
  dimensions: {
    provenance: { column: 'provenance', as: 'value' },
  },
  values: ['cpu_percent', 'memory_percent', 'disk_percent', 'network_latency_ms', 'error_rate'],
};
