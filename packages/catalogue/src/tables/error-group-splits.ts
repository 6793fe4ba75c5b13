import { timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const errorGroupSplits = defineSystem({
  name: 'error_group_splits',
  description:
    'Pairs of error groups that somebody took apart; they are merged again only on purpose.',
  primaryKey: ['one', 'other'],
  indexes: ['(other)'],
  columns: {
    one: varchar(64, 'The fingerprint that sorts first.', {
      references: 'error_groups.fingerprint',
    }),
    other: varchar(64, 'The other one.', { references: 'error_groups.fingerprint' }),
    split_at: timestamptz('When they were taken apart.'),
    split_by: varchar(255, 'Who did it.', { nullable: true, privacy: 'person' }),
  },
});
