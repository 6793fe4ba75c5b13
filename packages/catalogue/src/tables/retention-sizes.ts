import { bigint, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const retentionSizes = defineSystem({
  name: 'retention_sizes',
  description: 'How large each table was, day by day.',
  primaryKey: ['measured_at', 'table_name'],
  columns: {
    measured_at: timestamptz('The day, its first instant in UTC.'),
    table_name: varchar(100, 'The table.'),
    row_count: bigint('Rows, as estimated by PostgreSQL.', { nullable: true }),
    byte_count: bigint('Bytes on disk, indexes included.'),
  },
});
