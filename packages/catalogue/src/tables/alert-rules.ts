import { alertMeasureNames } from '../alert-measures.ts';
import { alertComparators, alertSeverities, missingDataPolicies } from '../alert-rule.ts';
import { bigint, boolean, double, integer, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const alertRules = defineInventory({
  name: 'alert_rules',
  description: 'What is watched, and from when on it is an alert.',
  unique: [['name']],
  columns: {
    name: varchar(100, 'The name for people.'),
    description: text('What it is for.', { nullable: true }),
    measure: varchar(50, `What is watched: ${alertMeasureNames.join(', ')}.`),
    filters: jsonb('Which values count, by dimension.', { default: "'{}'::jsonb" }),
    group_by: jsonb('The dimensions by which subjects are told apart.', {
      default: "'[]'::jsonb",
    }),
    comparator: varchar(10, 'On which side of the threshold it is bad.', {
      values: alertComparators,
    }),
    threshold: double('Beyond which it is bad.'),
    clear_threshold: double('Where it is good again; absent = at the threshold.', {
      nullable: true,
    }),
    window_seconds: integer('Seconds over which the measure is taken.'),
    for_seconds: integer('Seconds that it must be bad before the alert fires.'),
    resolve_seconds: integer('Seconds that it must be good before the alert is resolved.'),
    minimum_count: integer('What must have been counted to judge at all.'),
    missing_data: varchar(10, 'What too little data mean.', { values: missingDataPolicies }),
    severity: varchar(10, 'How grave it is.', { values: alertSeverities }),
    provenances: jsonb('Rows of which provenances are watched, each apart.'),
    send_simulated: boolean('Whether alerts of simulated rows are sent as well.'),
    mute_when_closed: boolean('Whether nobody is told while the site is closed.'),
    mute_in_maintenance: boolean('Whether nobody is told while device or site are maintained.'),
    notifier_ids: jsonb('Who is told; absent = every notifier.', { nullable: true }),
    enabled: boolean('Whether it is watched.'),
    runbook_url: varchar(500, 'Where it says what to do.', { nullable: true }),
    created_by: varchar(50, 'Who made it; absent for those of a new house.', {
      nullable: true,
      privacy: 'person',
    }),
    updated_by: varchar(50, 'Who last changed it.', { nullable: true, privacy: 'person' }),
    created_at: timestamptz('When it was made.'),
    updated_at: timestamptz('When it was last changed.'),
    revision: bigint('Grows with each change.', { default: '1' }),
  },
});
