import { integer, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineSystem, provenances } from '../table.ts';
import { errorCategories, errorSeverities } from './error-logs.ts';

/** How far people are with a group of errors. */
export const errorGroupStatuses = ['open', 'resolved', 'ignored'] as const;
export type ErrorGroupStatus = (typeof errorGroupStatuses)[number];

export const errorGroups = defineSystem({
  name: 'error_groups',
  description:
    'Errors of one fingerprint, as people deal with them. How many there are and where is counted elsewhere.',
  primaryKey: ['fingerprint'],
  indexes: [
    '(merged_into) WHERE (merged_into IS NOT NULL)',
    `(status) WHERE ((status)::text <> 'open'::text)`,
  ],
  columns: {
    fingerprint: varchar(64, 'What its errors have in common.'),
    title: varchar(200, 'Type and message of the first error.', { privacy: 'free' }),
    own_title: varchar(200, 'The title that somebody gave it.', {
      nullable: true,
      privacy: 'free',
    }),
    category: varchar(50, 'Where they arise.', { values: errorCategories }),
    severity: varchar(20, 'The worst of them.', { values: errorSeverities }),
    error_type: varchar(100, 'Their type, e.g. `TypeError`.', { nullable: true }),
    error_code: varchar(50, 'Their code.', { nullable: true }),
    explanation: jsonb(
      'Why they were grouped: `by` says whether the house derived the fingerprint or the sender gave it; what went in follows.',
      { privacy: 'free' },
    ),
    provenance: varchar(10, 'The provenance of the first.', { values: provenances }),
    first_seen: timestamptz('When the first of them happened.'),
    status: varchar(10, 'How far people are with it.', {
      values: errorGroupStatuses,
      default: "'open'::character varying",
    }),
    resolved_at: timestamptz(
      'Since when it counts as resolved; errors that happened later reopen it.',
      {
        nullable: true,
      },
    ),
    resolved_by: varchar(255, 'Who resolved it.', { nullable: true, privacy: 'person' }),
    ignored_until: timestamptz('Until when it is ignored; absent while for ever.', {
      nullable: true,
    }),
    notes: text('What people wrote about it.', { nullable: true, privacy: 'free' }),
    merged_into: varchar(64, 'The group of which it is a part since somebody merged them.', {
      nullable: true,
      references: 'error_groups.fingerprint',
    }),
    regressed_at: timestamptz('When an error last reopened it after it was resolved.', {
      nullable: true,
    }),
    regressions: integer('How often that happened.', { default: '0' }),
    updated_at: timestamptz('When it was last changed.', { default: 'now()' }),
  },
});
