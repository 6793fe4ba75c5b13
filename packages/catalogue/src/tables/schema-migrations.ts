import { integer, text, timestamptz } from '../column.ts';
import { defineSystem } from '../table.ts';

export const schemaMigrations = defineSystem({
  name: 'schema_migrations',
  description: 'Which migrations this database has had.',
  primaryKey: ['version'],
  columns: {
    version: integer('The number of the migration.'),
    name: text('Its file name.'),
    applied_at: timestamptz('When it was applied.', { default: 'now()' }),
  },
});
