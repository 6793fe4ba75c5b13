import { bigint, bytea, integer, text, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const quarantinedRecords = defineSystem({
  name: 'quarantined_records',
  description: 'Records that were kept aside and not stored, with the reason.',
  primaryKey: ['id'],
  timeColumn: 'received_at',
  indexes: ['(received_at, id)'],
  columns: {
    id: bigint('Unique number of the row.', { origin: 'server', identity: true }),
    received_at: timestamptz('When the record arrived.'),
    table_name: varchar(100, 'The table it was meant for.', { filter: true }),
    scope: varchar(100, 'Who sent it.'),
    batch_id: varchar(100, 'The batch it came in.', { filter: true }),
    record_index: integer('Its place in the batch.', { nullable: true }),
    device_id: varchar(255, 'The device it was about.', { nullable: true, filter: true }),
    code: varchar(50, 'A code of the error table, or the SQLSTATE of PostgreSQL.', {
      filter: true,
    }),
    reason: text('Why, in words.'),
    payload: bytea('The record: redacted JSON from the door, or the encoded row from the drain.', {
      privacy: 'free',
    }),
  },
});
