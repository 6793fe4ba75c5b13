import { boolean, integer, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const dataRetentionPolicies = defineSystem({
  name: 'data_retention_policies',
  description: 'How long the rows of each table are kept.',
  primaryKey: ['table_name'],
  columns: {
    table_name: varchar(100, 'The table.'),
    retention_days: integer('Days that its rows are kept.', { minimum: 1 }),
    archive_before_delete: boolean('Whether they are archived first.', { default: 'true' }),
    cleanup_enabled: boolean('Whether they are removed at all.', { default: 'true' }),
  },
});
