import { timestamptz, varchar } from '../column.ts';
import { defineSystem } from '../table.ts';

export const defaultAlertRulesMade = defineSystem({
  name: 'default_alert_rules',
  description: 'Rules of a new house that were made, so that a removed one stays away.',
  primaryKey: ['name'],
  columns: {
    name: varchar(100, 'The name that the rule was made with.'),
    made_at: timestamptz('When.'),
  },
});
