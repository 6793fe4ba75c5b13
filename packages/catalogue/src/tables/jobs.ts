import { bigint, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const jobs = defineInventory({
  name: 'jobs',
  description: 'What is to be done to devices.',
  unique: [['job_id']],
  indexes: ['(status)', '(site_id)'],
  columns: {
    job_id: varchar(100, 'The name in the API: `job-` and 8 hex digits.'),
    action: varchar(100, 'What is to be done.'),
    status: varchar(20, 'How far it is.', {
      values: [
        'pending',
        'scheduled',
        'sending',
        'sent',
        'completed',
        'partial',
        'failed',
        'cancelled',
        'paused',
      ],
      default: "'pending'::character varying",
    }),
    priority: varchar(10, 'What goes first.', {
      values: ['high', 'normal', 'low'],
      default: "'normal'::character varying",
    }),
    site_id: bigint('The site it is for.', { nullable: true, references: 'sites.id' }),
    segment: varchar(100, 'The group of devices it is for.', { nullable: true }),
    payload: jsonb('What the devices are told.', { default: "'{}'::jsonb", privacy: 'free' }),
    config_url: varchar(500, 'Where the configuration lies.', { nullable: true }),
    config_version: varchar(50, 'Its version.', { nullable: true }),
    error_message: text('Why it failed.', { nullable: true, privacy: 'free' }),
    created_by: bigint('Who made it.', { nullable: true, references: 'users.id' }),
    scheduled_for: timestamptz('When it shall start.', { nullable: true }),
    created_at: timestamptz('When it was made.', { default: 'now()' }),
    started_at: timestamptz('When it started.', { nullable: true }),
    completed_at: timestamptz('When it ended.', { nullable: true }),
  },
});
