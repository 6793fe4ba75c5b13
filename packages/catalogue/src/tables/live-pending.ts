import { bigint, jsonb, timestamptz } from '../column.ts';
import { defineSystem } from '../table.ts';

export const livePending = defineSystem({
  name: 'live_pending',
  description:
    'What a transaction of a drain stored, in numbers, until it is told live; written with the rows.',
  primaryKey: ['id'],
  columns: {
    id: bigint('Number of the row.', { identity: true }),
    summary: jsonb('How many rows of what.', { privacy: 'free' }),
    created_at: timestamptz('When it was written.', { default: 'now()' }),
  },
});
