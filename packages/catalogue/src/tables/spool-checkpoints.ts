import { bigint, timestamptz, uuid } from '../column.ts';
import { defineSystem } from '../table.ts';

export const spoolCheckpoints = defineSystem({
  name: 'spool_checkpoints',
  description: 'How far each spool was drained; written in the transaction that stores the rows.',
  primaryKey: ['spool_id'],
  columns: {
    spool_id: uuid('The spool.'),
    sequence: bigint('The last sequence number that is stored.'),
    updated_at: timestamptz('When that was.', { default: 'now()' }),
  },
});
