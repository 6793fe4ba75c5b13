import { timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const serverHeartbeats = defineSystem({
  name: 'server_heartbeats',
  description:
    'When each server last looked after the fleet: silence while none did is no silence of devices.',
  primaryKey: ['server_id'],
  columns: {
    server_id: varchar(100, 'The server.'),
    started_at: timestamptz('When it started.'),
    beat_at: timestamptz('When it last looked.'),
  },
});
