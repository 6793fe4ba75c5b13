import { bigint, boolean, double, integer, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

/** Statuses of a job that goes on by itself. */
export const runningJobStatuses = ['pending', 'scheduled', 'sending', 'sent'] as const;

/** Statuses of a job that is under way; a paused one is resumed where it stood. */
export const openJobStatuses = [...runningJobStatuses, 'paused'] as const;

/** How far a job is. */
export const jobStatuses = [
  ...openJobStatuses,
  'completed',
  'partial',
  'failed',
  'cancelled',
] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** When a job starts. */
export const jobSchedules = ['now', 'at', 'window'] as const;
export type JobSchedule = (typeof jobSchedules)[number];

/** What becomes of the devices of a site that is closed. */
export const closedSitePolicies = ['proceed', 'wait', 'skip'] as const;
export type ClosedSitePolicy = (typeof closedSitePolicies)[number];

/** What follows where a change made things worse. */
export const rollbackPolicies = ['none', 'propose', 'perform'] as const;
export type RollbackPolicy = (typeof rollbackPolicies)[number];

export const jobs = defineInventory({
  name: 'jobs',
  description: 'What is to be done to devices.',
  unique: [['job_id']],
  indexes: ['(status)', '(site_id)', '(wake_at) WHERE (wake_at IS NOT NULL)'],
  columns: {
    job_id: varchar(100, 'The name in the API: `job-` and 8 hex digits.'),
    action: varchar(100, 'What is to be done.'),
    status: varchar(20, 'How far it is.', {
      values: jobStatuses,
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
    schedule: varchar(
      10,
      'When it starts: now, at an instant, or in the next maintenance window.',
      {
        values: jobSchedules,
        default: "'now'::character varying",
      },
    ),
    stages: jsonb('How much of the fleet each stage reaches, in percent, e.g. [5, 25, 100].', {
      default: "'[100]'::jsonb",
    }),
    stage: integer('The stage it is in, from 0.', { default: '0' }),
    failure_threshold_percent: double('Failures of a stage, in percent, at which it is paused.', {
      default: '20',
      minimum: 0,
      maximum: 100,
    }),
    attempts_max: integer('How often a device is told at most.', { default: '3', minimum: 1 }),
    time_to_live_seconds: integer('Seconds that a command waits for an offline device.', {
      default: '86400',
      minimum: 1,
    }),
    is_forced: boolean('Whether it runs in busy hours too.', { default: 'false' }),
    closed_sites: varchar(
      10,
      'Whether devices of a closed site are told all the same, wait, or are skipped.',
      {
        values: closedSitePolicies,
        default: "'proceed'::character varying",
      },
    ),
    rollback: varchar(10, 'What follows where the change made things worse.', {
      values: rollbackPolicies,
      default: "'propose'::character varying",
    }),
    settle_seconds: integer('Seconds between a change and the window that judges it.', {
      default: '300',
      minimum: 1,
    }),
    rollback_of: varchar(100, 'The job that it takes back.', { nullable: true }),
    verdict: jsonb('What the change did to all of its devices together.', { nullable: true }),
    wake_at: timestamptz('When the orchestrator looks at it next.', { nullable: true }),
    error_code: varchar(50, 'Code of the failure.', { nullable: true }),
    target_counts: jsonb('How many devices ended in which state, once all have.', {
      nullable: true,
    }),
    faults: integer('Steps of the orchestrator that failed one after the other.', {
      default: '0',
    }),
  },
});
