import { bytea, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const exportKeys = defineSystem({
  name: 'export_keys',
  description:
    'The key of pseudonyms that are the same in all exports. It stays: without it no export goes on from an earlier one.',
  primaryKey: ['name'],
  columns: {
    name: varchar(20, 'Which key: `stable`.'),
    sealed_key: bytea('The key, encrypted with a key of the house.', { privacy: 'secret' }),
    created_at: timestamptz('When it was made.'),
  },
});
