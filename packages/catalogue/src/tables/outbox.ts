import { jsonb, timestamptz, varchar } from '../column.ts';
import { defineSystem, provenances } from '../table.ts';

export const outbox = defineSystem({
  name: 'outbox',
  description:
    'What the house has to tell of a change, written with the change and handed to the door soon after, once.',
  primaryKey: ['batch_id'],
  indexes: ['(created_at)'],
  columns: {
    batch_id: varchar(100, 'The id of the batch, so that handing it over again stores nothing.'),
    table_name: varchar(100, 'The telemetry table of the records.'),
    provenance: varchar(10, 'The provenance of the records.', { values: provenances }),
    records: jsonb('The records, as an array.', { privacy: 'free' }),
    created_at: timestamptz('When it was written.', { default: 'now()' }),
  },
});
