import { bigint, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const alertLeases = defineSystem({
  name: 'alert_leases',
  description: 'Which server evaluates the rules of alerts.',
  primaryKey: ['name'],
  columns: {
    name: varchar(20, 'What is held: `rules`.'),
    server_id: varchar(100, 'Who holds it.'),
    leased_until: timestamptz('When it counts as gone unless it is heard of.'),
    turn: bigint('Grows whenever another server takes it.'),
  },
});
