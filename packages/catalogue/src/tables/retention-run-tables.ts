import { bigint, text, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const retentionRunTables = defineSystem({
  name: 'retention_run_tables',
  description: 'What one run did to one table, and what it left alone and why.',
  primaryKey: ['run_id', 'table_name'],
  indexes: ['(table_name, run_id)'],
  columns: {
    run_id: bigint('The run.'),
    table_name: varchar(100, 'The table.'),
    partitions_dropped: bigint('Partitions that left.', { default: '0' }),
    rows_removed: bigint('Rows that left.', { default: '0' }),
    bytes_freed: bigint('Bytes that were given back.', { default: '0' }),
    skipped: text('What was left alone, and why.', { nullable: true }),
    error: text('What failed.', { nullable: true }),
  },
});
