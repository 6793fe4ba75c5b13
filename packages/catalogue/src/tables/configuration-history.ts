import { boolean, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineLedger } from '../table.ts';

export const configurationHistory = defineLedger({
  name: 'configuration_history',
  description: 'Every change of a configuration, with what was measured before and after it.',
  timeColumn: 'timestamp',
  retentionDays: 730,
  listPath: 'config-history',
  indexes: [
    '("timestamp", id)',
    '(entity_type, entity_id, "timestamp")',
    '(job_id)',
    // A job changes a device once.
    "UNIQUE (job_id, entity_id) WHERE (((entity_type)::text = 'device'::text) AND ((parameter_name)::text = 'config_version'::text) AND (job_id IS NOT NULL))",
    '(judge_at) WHERE ((judge_at IS NOT NULL) AND (judged_at IS NULL))',
  ],
  columns: {
    timestamp: timestamptz('When the change was made.'),
    entity_type: varchar(50, 'What was changed.', {
      filter: true,
      values: ['device', 'site', 'system'],
    }),
    entity_id: varchar(255, 'Which one.', { filter: true }),
    parameter_name: varchar(255, 'Which parameter.', { filter: true }),
    old_value: jsonb('The value before.', { nullable: true }),
    new_value: jsonb('The value after.'),
    changed_by: varchar(255, 'Who changed it.', { privacy: 'person', filter: true }),
    change_reason: text('Why.', { nullable: true, privacy: 'free' }),
    change_type: varchar(50, 'How it came about.', {
      filter: true,
      values: ['manual', 'automated', 'ai_recommended', 'rollback'],
    }),
    performance_before: jsonb('Window, samples, mean, p95 and spread of each metric before.', {
      nullable: true,
    }),
    performance_after: jsonb('The same after the settling time.', { nullable: true }),
    was_successful: boolean('Whether the change did what it should.', {
      nullable: true,
      filter: true,
    }),
    was_rolled_back: boolean('Whether it was taken back.', { default: 'false', filter: true }),
    rollback_reason: text('Why it was taken back.', { nullable: true, privacy: 'free' }),
    job_id: varchar(100, 'The job that carried it out.', { nullable: true, filter: true }),
    verdict: jsonb('What the comparison of the windows says, with its numbers.', {
      nullable: true,
    }),
    judged_at: timestamptz('When that was said.', { nullable: true }),
    judge_at: timestamptz('When it is to be said, once the window after it has passed.', {
      nullable: true,
    }),
  },
});
