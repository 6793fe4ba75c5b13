import { boolean, integer, timestamptz, varchar } from '../column.ts';
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
    is_default: boolean('Whether it follows the default and ANALYTICS_RETENTION_DAYS.', {
      default: 'false',
    }),
    removed_until: timestamptz(
      'Before which rows were removed, or are about to be: readers rely on nothing older.',
      { nullable: true },
    ),
    updated_by: varchar(50, 'Who changed it last.', { nullable: true, privacy: 'person' }),
    updated_at: timestamptz('When.', { nullable: true }),
  },
});
