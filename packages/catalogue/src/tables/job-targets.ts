import { bigint, integer, text, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

/** States of a target that is under way, in order. */
export const openTargetStates = ['queued', 'sent', 'acknowledged', 'applying'] as const;

/** Ends of a target for which its job failed on that device. */
export const badTargetStates = ['failed', 'timed_out'] as const;

/** Ends of a target; exactly then `ended_at` is set. */
export const endedTargetStates = ['verified', ...badTargetStates, 'cancelled', 'skipped'] as const;

/** How far a job is on one device. */
export const targetStates = [...openTargetStates, ...endedTargetStates] as const;
export type TargetState = (typeof targetStates)[number];

export const jobTargets = defineInventory({
  name: 'job_targets',
  description: 'How far a job is on each of its devices.',
  unique: [['job_id', 'device_id']],
  indexes: ['(device_id, ended_at)', '(job_id, id) WHERE (ended_at IS NULL)'],
  columns: {
    job_id: bigint('The job.', { references: 'jobs.id' }),
    device_id: bigint('The device.', { references: 'devices.id' }),
    state: varchar(20, 'How far it is.', {
      values: targetStates,
      default: "'queued'::character varying",
    }),
    attempt: integer('Which attempt this is.', { default: '0' }),
    deadline_at: timestamptz('When this state is given up.', { nullable: true }),
    error_code: varchar(50, 'Code of the failure.', { nullable: true }),
    error_message: text('The failure in words.', { nullable: true, privacy: 'free' }),
    updated_at: timestamptz('When the state was entered.', { default: 'now()' }),
    stage: integer('The stage of the rollout that it belongs to, from 0.', { default: '0' }),
    command_id: varchar(160, 'The command of the current attempt.', { nullable: true }),
    previous_version: varchar(50, 'The configuration version before the change.', {
      nullable: true,
    }),
    not_before: timestamptz('Before which it is not told: a back-off, or a site that is busy.', {
      nullable: true,
    }),
    sent_at: timestamptz('When the command was first sent in this attempt.', { nullable: true }),
    acknowledged_at: timestamptz('When the device said that it has it.', { nullable: true }),
    applied_at: timestamptz('When the device said that it is done.', { nullable: true }),
    ended_at: timestamptz('When it ended.', { nullable: true }),
    resend_at: timestamptz('When the command is handed over again if nothing is heard of it.', {
      nullable: true,
    }),
    failed_at: timestamptz('When this attempt failed, until it is decided what follows.', {
      nullable: true,
    }),
    attempts_before: integer('Attempts made before it was last tried again by a person.', {
      default: '0',
    }),
  },
});
