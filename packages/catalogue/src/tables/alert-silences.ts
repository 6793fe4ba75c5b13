import { bigint, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const alertSilences = defineInventory({
  name: 'alert_silences',
  description: 'Alerts that nobody is told of for a time. What is given must all fit.',
  indexes: ['(ends_at)'],
  columns: {
    rule_id: bigint('Alerts of this rule.', { nullable: true }),
    subject: varchar(500, 'Alerts about this subject.', { nullable: true }),
    site_id: varchar(50, 'Alerts about devices of this site, by name.', { nullable: true }),
    device_id: varchar(100, 'Alerts about this device, by name.', { nullable: true }),
    starts_at: timestamptz('From when on.'),
    ends_at: timestamptz('Until when, exclusive.'),
    reason: varchar(500, 'Why.', { privacy: 'free' }),
    created_by: varchar(50, 'Who wants it.', { nullable: true, privacy: 'person' }),
    created_at: timestamptz('When it was made.'),
  },
});
