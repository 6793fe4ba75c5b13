import type { Random } from './random.ts';
import { choose, wholeNumber } from './random.ts';
import type { SampleJob } from './sample-jobs.ts';
import { sampleJobs, summaryOf } from './sample-jobs.ts';
import type { SampleRecord } from './sample-record.ts';
import { before, hourMs } from './sample-record.ts';

const failure = { error_code: 'PUSH_TIMEOUT', error_message: 'The terminal did not answer' };
const jobStatus = { completed: 'success', partial: 'partial', failed: 'failed' } as const;

function outcomesOf(job: SampleJob, atMs: number, random: Random): SampleRecord[] {
  const base = {
    timestamp: before(atMs, job.hoursAgo * hourMs - job.durationMs),
    job_id: job.jobId,
    job_type: job.jobType,
    initiated_by: 'ada',
  };
  const targets = job.targets.map(({ deviceId, ok }) => ({
    ...base,
    device_id: deviceId,
    status: ok ? 'success' : 'failed',
    duration_ms: ok ? wholeNumber(random, 900, 4_000) : job.durationMs,
    retry_count: ok ? 0 : 2,
    ...(ok ? {} : failure),
  }));
  const whole = {
    ...base,
    status: jobStatus[job.status],
    duration_ms: job.durationMs,
    error_message: job.errorMessage,
    extra_data: summaryOf(job),
  };
  return [...targets, whole];
}

/** How each target of the sample jobs ended, and each job as a whole. */
export function createJobOutcomes(atMs: number, random: Random): SampleRecord[] {
  return sampleJobs.flatMap((job) => outcomesOf(job, atMs, random));
}

const errors = [
  {
    category: 'external_service',
    severity: 'error',
    error_code: 'PUSH_TIMEOUT',
    error_message: 'Agent pos-terminal-004 failed to apply configuration update',
    device_id: 'pos-terminal-004',
    stack_trace: 'Error: connection timeout\n    at send (push.ts:42:11)',
  },
  {
    category: 'device',
    severity: 'critical',
    error_code: 'PAYMENT_GATEWAY',
    error_message: 'Payment gateway timeout',
    device_id: 'pos-terminal-012',
  },
  {
    category: 'database',
    severity: 'error',
    error_code: 'DB_CONN_001',
    error_message: 'Connection lost after 30 s',
    endpoint: '/api/v1/jobs',
  },
  {
    category: 'frontend',
    severity: 'warning',
    error_message: "Cannot read properties of undefined (reading 'name')",
    user_id: 'grace',
  },
  {
    category: 'validation',
    severity: 'info',
    error_code: 'VALIDATION',
    error_message: 'Close time is missing for site-002',
    endpoint: '/api/v1/sites/{id}/schedules',
  },
] as const;

/** Errors of services, terminals and pages over the last week. */
export function createErrors(atMs: number, random: Random): SampleRecord[] {
  return Array.from({ length: 40 }, () => ({
    ...choose(random, errors),
    timestamp: before(atMs, Math.floor(random() * 7 * 24 * hourMs)),
    context: { sample: true },
  }));
}
