import { bigint, boolean, text, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

/** The steps by which a part of a table leaves; told in docs/explanation/retention.md. */
export const retentionStates = [
  'planned',
  'archived',
  'verified',
  'detached',
  'dropped',
  'released',
] as const;
export type RetentionState = (typeof retentionStates)[number];

export const retentionParts = defineSystem({
  name: 'retention_parts',
  description: 'Each partition, or each lot of rows, that leaves its table, and how far it is.',
  primaryKey: ['id'],
  indexes: [
    '(table_name, partition_name)',
    "(state) WHERE ((state)::text <> ALL ((ARRAY['dropped'::character varying, 'released'::character varying])::text[]))",
  ],
  columns: {
    id: bigint('Unique number of the row.', { identity: true }),
    table_name: varchar(100, 'The table.'),
    partition_name: varchar(100, 'The partition, or the copy of the rows that leave.'),
    from_at: timestamptz('The first instant that may be in it.'),
    until_at: timestamptz('The first instant after it.'),
    state: varchar(10, 'How far it is.', { values: retentionStates }),
    is_lot: boolean('Whether it is a lot of rows rather than a partition.'),
    archive: boolean('Whether it is archived first.'),
    closed: boolean('Whether rows of its time are turned away.'),
    archive_part_id: bigint('The part of the archive that it was written to.', { nullable: true }),
    row_count: bigint('Rows that left; before, how many are estimated.', { nullable: true }),
    byte_count: bigint('Bytes on disk, indexes included.', { nullable: true }),
    attempts: bigint('How often a step of it failed in a row.', { default: '0' }),
    error: text('Why the last step failed; absent where it did not.', { nullable: true }),
    failed_at: timestamptz('When it failed.', { nullable: true }),
    run_id: bigint('The run that worked on it last.'),
    planned_at: timestamptz('When it was found to be old enough.'),
    state_since: timestamptz('Since when it is so far.'),
    dropped_at: timestamptz('When it was gone from the database.', { nullable: true }),
  },
});
