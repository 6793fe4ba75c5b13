import { timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const deviceHoursOpen = defineSystem({
  name: 'device_hours_open',
  description:
    'Hours of devices whose measurements changed since they were summed up, if they ever were.',
  primaryKey: ['device_id', 'provenance', 'hour'],
  indexes: ['(hour)'],
  columns: {
    device_id: varchar(255, 'The device.'),
    provenance: varchar(10, 'The origin of the measurements; each is summed up by itself.'),
    hour: timestamptz('Start of the hour.'),
  },
});
