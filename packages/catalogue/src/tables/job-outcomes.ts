import { integer, jsonb, text, varchar } from '../column.ts';
import { defineTelemetry } from '../table.ts';

export const jobOutcomes = defineTelemetry({
  name: 'job_outcomes',
  description: 'How each target of a job ended, and the job as a whole.',
  partition: 'week',
  retentionDays: 365,
  listPath: 'jobs',
  indexes: ['(job_id, "timestamp")', '(device_id, "timestamp") WHERE (device_id IS NOT NULL)'],
  columns: {
    job_id: varchar(255, 'The job.', { filter: true }),
    job_type: varchar(100, 'What kind of job.', { filter: true }),
    device_id: varchar(255, 'The device; absent on the summary row of the whole job.', {
      nullable: true,
      filter: true,
    }),
    status: varchar(50, 'How it ended.', {
      filter: true,
      values: ['success', 'failed', 'timeout', 'cancelled', 'skipped', 'partial'],
      aliases: { completed: 'success' },
    }),
    duration_ms: integer('Milliseconds from start to end.', { nullable: true, minimum: 0 }),
    error_code: varchar(50, 'Code of the failure.', { nullable: true }),
    error_message: text('The failure in words.', { nullable: true, privacy: 'free' }),
    retry_count: integer('Attempts beyond the first.', { minimum: 0, fallback: 0 }),
    initiated_by: varchar(255, 'Who started the job.', { nullable: true, privacy: 'person' }),
    extra_data: jsonb(
      'On the summary row: total_devices, successful_pushes, failed_pushes, site_id, segment.',
      {
        nullable: true,
        privacy: 'free',
      },
    ),
  },
});
