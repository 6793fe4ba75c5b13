import { bigint, integer, text, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const jobTargets = defineInventory({
  name: 'job_targets',
  description: 'How far a job is on each of its devices.',
  unique: [['job_id', 'device_id']],
  indexes: ['(device_id)', '(state, deadline_at)'],
  columns: {
    job_id: bigint('The job.', { references: 'jobs.id' }),
    device_id: bigint('The device.', { references: 'devices.id' }),
    state: varchar(20, 'How far it is.', {
      values: [
        'queued',
        'sent',
        'acknowledged',
        'applying',
        'verified',
        'failed',
        'timed_out',
        'cancelled',
        'skipped',
      ],
      default: "'queued'::character varying",
    }),
    attempt: integer('Which attempt this is.', { default: '0' }),
    deadline_at: timestamptz('When this state is given up.', { nullable: true }),
    error_code: varchar(50, 'Code of the failure.', { nullable: true }),
    error_message: text('The failure in words.', { nullable: true, privacy: 'free' }),
    updated_at: timestamptz('When the state was entered.', { default: 'now()' }),
  },
});
