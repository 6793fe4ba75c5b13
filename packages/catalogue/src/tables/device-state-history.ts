import { jsonb, varchar } from '../column.ts';
import { defineTelemetry } from '../table.ts';

export const deviceStateHistory = defineTelemetry({
  name: 'device_state_history',
  description: 'Every change of a device from one state to another.',
  partition: 'week',
  retentionDays: 365,
  listPath: 'device-states',
  specialFilters: ['site_id'],
  deviceMaySend: true,
  indexes: ['(device_id, "timestamp")'],
  columns: {
    device_id: varchar(255, 'The device.', { filter: true }),
    previous_state: varchar(50, 'The state before.', { nullable: true }),
    new_state: varchar(50, 'The state after.', { filter: true }),
    changed_by: varchar(255, 'A user id, or `system`.', {
      privacy: 'person',
      filter: true,
      fallback: 'system',
    }),
    reason: varchar(500, 'Why, in words.', { nullable: true, privacy: 'free' }),
    extra_data: jsonb('The numbers that go with it.', { nullable: true, privacy: 'free' }),
  },
});
