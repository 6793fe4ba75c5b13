import { timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const serverHeartbeats = defineSystem({
  name: 'server_heartbeats',
  description:
    'When each server last looked after the fleet: silence while none did is no silence of devices.',
  primaryKey: ['server_id'],
  columns: {
    server_id: varchar(100, 'A server, from a start or a gap to the next.'),
    started_at: timestamptz('Since when it looks without a gap.'),
    beat_at: timestamptz('When it last looked.'),
    stored_until: timestamptz(
      'What reached it before this instant is in the database; absent while it cannot say.',
      { nullable: true },
    ),
    swept_at: timestamptz('When it last looked for silent devices, for every server.', {
      nullable: true,
    }),
  },
});
