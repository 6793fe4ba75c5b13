import { bigint, jsonb, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const liveEvents = defineSystem({
  name: 'live_events',
  description:
    'What was told live, about a row a second: each server reads them in their order. The newest stays, the others for some minutes.',
  primaryKey: ['id'],
  timeColumn: 'told_at',
  indexes: ['(told_at)'],
  columns: {
    id: bigint('Number of the row, in the order of commit.', { identity: true }),
    server_id: varchar(100, 'The server that told it.'),
    told_at: timestamptz('When it was told.'),
    change: jsonb('What is new since the row before.', { privacy: 'free' }),
    totals: jsonb('All rows so far added up.'),
  },
});
