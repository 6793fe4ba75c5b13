import { boolean, integer, jsonb, text, varchar } from '../column.ts';
import { defineTelemetry } from '../table.ts';

export const healthChecks = defineTelemetry({
  name: 'health_checks',
  description: 'Every health report of a device.',
  partition: 'day',
  retentionDays: 90,
  listPath: 'health-checks',
  specialFilters: ['site_id'],
  deviceMaySend: true,
  indexes: ['(device_id, "timestamp")'],
  columns: {
    device_id: varchar(255, 'The device.', { filter: true }),
    is_healthy: boolean('Whether the device found itself healthy.', { filter: true }),
    response_time_ms: integer('Milliseconds that the check took.', { nullable: true, minimum: 0 }),
    status_code: integer('HTTP status of the check.', {
      nullable: true,
      minimum: 100,
      maximum: 999,
    }),
    endpoint: varchar(200, 'What was checked.', { nullable: true }),
    response_data: jsonb('The whole report.', { nullable: true, privacy: 'free' }),
    error_message: text('What was wrong.', { nullable: true, privacy: 'free' }),
  },
});
