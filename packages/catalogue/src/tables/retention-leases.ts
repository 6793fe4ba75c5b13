import { bigint, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const retentionLeases = defineSystem({
  name: 'retention_leases',
  description: 'Which server archives and removes what is old.',
  primaryKey: ['name'],
  columns: {
    name: varchar(20, 'What is held: `retention`.'),
    server_id: varchar(100, 'Who holds it.'),
    leased_until: timestamptz('When it counts as gone unless it is heard of.'),
    turn: bigint('Grows whenever another server takes it.'),
  },
});
