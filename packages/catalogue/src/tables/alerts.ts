import { alertSeverities } from '../alert-rule.ts';
import { bigint, double, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineLedger } from '../table.ts';

export const alertStates = ['pending', 'firing', 'resolved'] as const;
export type AlertState = (typeof alertStates)[number];

export const alerts = defineLedger({
  name: 'alerts',
  description: 'One row for each time that a rule found something wrong with a subject.',
  timeColumn: 'since',
  retentionDays: 365,
  indexes: [
    "UNIQUE (rule_id, provenance, labels) WHERE ((state)::text <> 'resolved'::text)",
    '(rule_id) WHERE ((told_at IS NOT NULL) AND (resolved_told_at IS NULL))',
    '(state, id)',
  ],
  columns: {
    rule_id: bigint('The rule; it may have been removed since.'),
    rule_name: varchar(100, 'The name of the rule.'),
    measure: varchar(50, 'What is watched.'),
    severity: varchar(10, 'How grave it is.', { values: alertSeverities }),
    subject: varchar(500, 'What it is about: a device, an endpoint; empty = the whole house.'),
    labels: jsonb('The subject by its dimensions.'),
    state: varchar(10, 'How far it is.', { values: alertStates }),
    since: timestamptz('Since when it was bad.'),
    fired_at: timestamptz('When it had been bad for long enough.', { nullable: true }),
    clear_since: timestamptz('Since when it is good again.', { nullable: true }),
    resolved_at: timestamptz('When it had been good for long enough.', { nullable: true }),
    resolved_reason: varchar(20, 'Why it is over.', {
      nullable: true,
      values: ['clear', 'rule_changed', 'rule_disabled', 'rule_removed'],
    }),
    value: double('The measure as of last.', { nullable: true }),
    peak_value: double('The worst that it was.', { nullable: true }),
    threshold: double('Beyond which it was bad.'),
    summary: text('What it says, as one sentence.'),
    muted_reason: varchar(20, 'Why nobody is told; absent while nothing keeps from it.', {
      nullable: true,
    }),
    waiting_since: timestamptz('Since when it waits to be told together with others.', {
      nullable: true,
    }),
    told_at: timestamptz('When notifiers were given it.', { nullable: true }),
    resolved_told_at: timestamptz('When they were given its end.', { nullable: true }),
    acknowledged_by: varchar(50, 'Who takes care of it.', { nullable: true, privacy: 'person' }),
    acknowledged_at: timestamptz('Since when.', { nullable: true }),
    updated_at: timestamptz('As of when the numbers are.'),
  },
});
