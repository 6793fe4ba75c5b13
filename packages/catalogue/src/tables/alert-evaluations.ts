import { bigint, text, timestamptz } from '../column.ts';
import { defineSystem } from '../table.ts';

export const alertEvaluations = defineSystem({
  name: 'alert_evaluations',
  description: 'Up to when each rule was evaluated.',
  primaryKey: ['rule_id'],
  columns: {
    rule_id: bigint('The rule.'),
    evaluated_at: timestamptz('The step that was evaluated last.'),
    error: text('Why it could not be.', { nullable: true }),
  },
});
