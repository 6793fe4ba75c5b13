import { bigint, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const sampleRows = defineSystem({
  name: 'sample_rows',
  description: 'Which inventory rows are samples, so that one command removes them.',
  primaryKey: ['table_name', 'row_id'],
  columns: {
    table_name: varchar(100, 'The table of the row.'),
    row_id: bigint('The id of the row.'),
    created_at: timestamptz('When it was made.', { default: 'now()' }),
  },
});
