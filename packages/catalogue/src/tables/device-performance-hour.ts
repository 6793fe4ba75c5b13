import type { Column } from '../column.ts';
import { double, integer, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

/** The measurements of a device that are summed up by the hour. */
export const deviceHourMeasurements = [
  'cpu_percent',
  'memory_percent',
  'disk_percent',
  'network_latency_ms',
  'error_rate',
  'active_connections',
  'queue_depth',
] as const;

const measured = (name: string): Record<string, Column> => ({
  [`${name}_seconds`]: double(`Seconds of the hour for which ${name} is known.`),
  [`${name}_mean`]: double(`Mean of ${name} over these seconds.`, { nullable: true }),
  [`${name}_minimum`]: double(`Least ${name}.`, { nullable: true }),
  [`${name}_maximum`]: double(`Greatest ${name}.`, { nullable: true }),
  [`${name}_p95`]: double(`Value that ${name} did not exceed for 95 % of these seconds.`, {
    nullable: true,
  }),
});

export const devicePerformanceHour = defineSystem({
  name: 'device_performance_hour',
  description:
    'What a device measured in an hour, weighted by time: a value stands until the next, but no longer than a snapshot interval and five minutes.',
  primaryKey: ['device_id', 'provenance', 'hour'],
  indexes: ['(hour)'],
  timeColumn: 'hour',
  columns: {
    device_id: varchar(255, 'The device.'),
    provenance: varchar(10, 'The origin of the measurements; each is summed up by itself.'),
    hour: timestamptz('Start of the hour.'),
    samples: integer('Rows of device_metrics in the hour.'),
    transactions: integer(
      'By how much transaction_count grew in the hour; growth over a gap is not counted.',
    ),
    ...(Object.assign({}, ...deviceHourMeasurements.map(measured)) as Record<string, Column>),
  },
});
