import { bigint, timestamptz, varchar } from '../column.ts';
import { defineLedger } from '../table.ts';

/** Why nobody is told of an alert that fires. */
export const alertMuteReasons = [
  'simulated',
  'silenced',
  'device_maintenance',
  'maintenance_window',
  'site_closed',
  'over_before_told',
] as const;
export type AlertMuteReason = (typeof alertMuteReasons)[number];

export const alertMutes = defineLedger({
  name: 'alert_mutes',
  description: 'What nobody was told of, and why.',
  timeColumn: 'muted_at',
  retentionDays: 90,
  indexes: ['(alert_id)'],
  columns: {
    alert_id: bigint('The alert.'),
    rule_id: bigint('Its rule.'),
    rule_name: varchar(100, 'The name of the rule.'),
    subject: varchar(500, 'What it is about.'),
    muted_at: timestamptz('When nobody was told.'),
    reason: varchar(20, 'Why.', { values: alertMuteReasons }),
    silence_id: bigint('The silence, where it was one.', { nullable: true }),
    detail: varchar(500, 'In words.'),
  },
});
