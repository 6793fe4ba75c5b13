import { bigint, bytea, integer, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

/** How far an export is. One that failed or was interrupted goes on where it stood. */
export const exportStatuses = [
  'waiting',
  'running',
  'completed',
  'failed',
  'cancelled',
  'removed',
] as const;
export type ExportStatus = (typeof exportStatuses)[number];

/** Whether the same person has the same pseudonym in other exports. */
export const pseudonymModes = ['fresh', 'stable'] as const;
export type PseudonymMode = (typeof pseudonymModes)[number];

export const exports = defineInventory({
  name: 'exports',
  description:
    'Data sets that were made of the collected rows. The files go after some weeks; the row stays, for it says what left the house.',
  unique: [['export_id']],
  indexes: [
    "(id) WHERE ((status)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[]))",
  ],
  columns: {
    export_id: varchar(40, 'The name in the API: `export-` and 12 hex digits.'),
    status: varchar(10, 'How far it is.', { values: exportStatuses }),
    request: jsonb('What was asked for, with everything that was left out filled in.', {
      privacy: 'free',
    }),
    pseudonyms: varchar(10, 'Whether pseudonyms are those of other exports.', {
      values: pseudonymModes,
    }),
    sealed_key: bytea('The key of a fresh one, encrypted, until it has ended.', {
      nullable: true,
      privacy: 'secret',
    }),
    since: varchar(40, 'The export that it goes on from.', { nullable: true }),
    received_after: timestamptz('Rows that arrived up to then are in that one.', {
      nullable: true,
    }),
    complete_until: timestamptz('Rows that arrived later are left to the next one.'),
    created_by: varchar(255, 'Who asked for it; absent for a command on the server itself.', {
      nullable: true,
      privacy: 'person',
    }),
    created_at: timestamptz('When it was asked for.'),
    started_at: timestamptz('When it was begun.', { nullable: true }),
    finished_at: timestamptz('When it ended, in whatever way.', { nullable: true }),
    expires_at: timestamptz('When its files are removed.', { nullable: true }),
    stored_at: varchar(500, 'Where the files are.', { nullable: true }),
    rows: bigint('Rows that were written.', { default: '0' }),
    bytes: bigint('Bytes that were written.', { default: '0' }),
    suppressed_rows: bigint('Rows that were left out because too few were like them.', {
      default: '0',
    }),
    steps: integer('Steps that it is made of.', { default: '0' }),
    steps_done: integer('Steps that are done.', { default: '0' }),
    error_code: varchar(50, 'Code of the failure.', { nullable: true }),
    error_message: text('Why it failed.', { nullable: true, privacy: 'free' }),
    leased_by: varchar(100, 'The server that is at it.', { nullable: true }),
    leased_until: timestamptz('When that server counts as gone.', { nullable: true }),
    turn: bigint('Grows whenever a server takes it up.', { default: '0' }),
  },
});
