import { integer, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const ingestBatches = defineSystem({
  name: 'ingest_batches',
  description: 'The ids of the batches that were stored, so that none is stored twice.',
  primaryKey: ['scope', 'batch_id'],
  indexes: ['(stored_at)'],
  columns: {
    scope: varchar(100, 'Whose id it is: two senders may use the same id.'),
    batch_id: varchar(100, 'The id that the sender gave the batch.'),
    door: varchar(10, 'The door it came through. The ids of `import` are kept for ever.'),
    row_count: integer('How many rows of it were stored.'),
    stored_at: timestamptz('When it was stored.', { default: 'now()' }),
  },
});
