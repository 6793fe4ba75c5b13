import { bigint, text, timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const retentionRunStates = ['waiting', 'running', 'done', 'failed'] as const;
export type RetentionRunState = (typeof retentionRunStates)[number];

export const retentionRuns = defineSystem({
  name: 'retention_runs',
  description: 'Each time that what is old was looked for, archived and removed.',
  primaryKey: ['id'],
  indexes: [
    "(state) WHERE ((state)::text <> ALL ((ARRAY['done'::character varying, 'failed'::character varying])::text[]))",
  ],
  columns: {
    id: bigint('Unique number of the run.', { identity: true }),
    state: varchar(10, 'How far it is.', { values: retentionRunStates }),
    cause: varchar(10, 'Why it was begun.', { values: ['timetable', 'asked'] }),
    asked_by: varchar(50, 'Who asked for it.', { nullable: true, privacy: 'person' }),
    due_at: timestamptz('When it was due, or asked for.'),
    started_at: timestamptz('When a server began it.', { nullable: true }),
    ended_at: timestamptz('When it ended.', { nullable: true }),
    partitions_dropped: bigint('Partitions that left.', { default: '0' }),
    rows_removed: bigint('Rows that left.', { default: '0' }),
    bytes_freed: bigint('Bytes that were given back; of lots of rows, room for other rows.', {
      default: '0',
    }),
    failures: bigint('Steps that failed.', { default: '0' }),
    error: text('Why it ended early; absent where it did not.', { nullable: true }),
    clock_found: varchar(
      10,
      'What it found of the clock: right, or that nothing may leave by it; absent until it has looked, and where nothing would have left.',
      { nullable: true, values: ['right', 'apart', 'gap'] },
    ),
  },
});
