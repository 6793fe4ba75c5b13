import { bigint, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

/**
 * How far an archived part is: `writing` until its file is whole, `written`, `verified` against the rows
 * themselves, `archived` once they have left the database, `restored` while they are back in it; `abandoned`
 * when it came to nothing.
 */
export const archivePartStates = [
  'writing',
  'written',
  'verified',
  'archived',
  'restored',
  'abandoned',
] as const;
export type ArchivePartState = (typeof archivePartStates)[number];

export const archiveParts = defineSystem({
  name: 'archive_parts',
  description:
    'Each file of the archive: which rows are in it, and whether it was found to be whole.',
  primaryKey: ['id'],
  indexes: ['(table_name, newest)', '(table_name, partition_name)'],
  columns: {
    id: bigint('Unique number of the part.', { identity: true }),
    table_name: varchar(100, 'The table.'),
    partition_name: varchar(100, 'The partition, or the table, that its rows came from.'),
    from_at: timestamptz('The first instant that it stands for.'),
    until_at: timestamptz('The first instant after it.'),
    state: varchar(10, 'How far it is.', { values: archivePartStates }),
    storage: text('Where the file was written, in words.'),
    object_key: varchar(500, 'The name of the file there.'),
    row_count: bigint('Rows.', { nullable: true }),
    byte_count: bigint('Bytes of the file.', { nullable: true }),
    oldest: timestamptz('The instant of its first row.', { nullable: true }),
    newest: timestamptz('The instant of its last row.', { nullable: true }),
    manifest: jsonb('What is known of the file: digests, sums, columns.', { nullable: true }),
    begun_at: timestamptz('When writing began.'),
    written_at: timestamptz('When the file was whole.', { nullable: true }),
    verified_at: timestamptz('When it was found to hold the same rows.', { nullable: true }),
    archived_at: timestamptz('When the rows left the database.', { nullable: true }),
    checked_at: timestamptz('When the file was last read back.', { nullable: true }),
    fault: text('What was wrong then; absent where nothing was.', { nullable: true }),
    restored_at: timestamptz('When the rows came back.', { nullable: true }),
    restored_until: timestamptz('When they leave again.', { nullable: true }),
  },
});
