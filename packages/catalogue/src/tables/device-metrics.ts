import { char, double, integer, jsonb, numeric, varchar } from '../column.ts';
import { defineTelemetry } from '../table.ts';

const percent = { nullable: true, minimum: 0, maximum: 100 } as const;
const amount = { nullable: true, minimum: 0 } as const;

export const deviceMetrics = defineTelemetry({
  name: 'device_metrics',
  description: 'Measurements of a device. Thinned at the door: a row stands until the next one.',
  partition: 'day',
  retentionDays: 90,
  listPath: 'device-metrics',
  specialFilters: ['site_id'],
  deviceMaySend: true,
  indexes: ['(device_id, "timestamp")'],
  columns: {
    device_id: varchar(255, 'The device.', { filter: true }),
    cpu_percent: double('Processor use, 0 to 100.', percent),
    memory_percent: double('Memory use, 0 to 100.', percent),
    disk_percent: double('Disk use, 0 to 100.', percent),
    network_latency_ms: double('Milliseconds to the network.', amount),
    transaction_count: integer('Transactions so far today.', amount),
    transaction_volume: numeric(14, 2, 'Value of the transactions so far today.', amount),
    currency: char(3, 'ISO 4217 code of the volume.', { nullable: true }),
    error_rate: double('Errors, in percent of transactions.', percent),
    active_connections: integer('Open connections.', amount),
    queue_depth: integer('Items waiting.', amount),
    extra_metrics: jsonb('Services, device facts and further measurements.', {
      nullable: true,
      privacy: 'free',
    }),
  },
});
