import type { CredentialProvenance, TargetState } from '@homepot/catalogue';
import { appendOutbox } from '../../intake/index.ts';
import type { Transaction } from '../../store/index.ts';
import { jobTypeOf } from './command-kind.ts';
import type { StoredJob } from './job.ts';

/** A target that has just ended. Instants are ISO 8601. */
export interface EndedTarget {
  readonly id: number;
  readonly state: TargetState;
  readonly device_row_id: number;
  readonly device_id: string;
  readonly site_id: string;
  readonly provenance: CredentialProvenance;
  readonly command_id: string | null;
  readonly previous_version: string | null;
  readonly sent_at: string | null;
  readonly applied_at: string | null;
  readonly tries: number;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

/** What `UPDATE job_targets t … FROM devices d JOIN sites s` returns of those that it ended. */
export const endedColumns = `t.id, t.state, d.id AS device_row_id, d.device_id, s.site_id, d.provenance,
  t.command_id, t.previous_version, t.sent_at, t.applied_at, t.attempt - t.attempts_before AS tries,
  t.error_code, t.error_message`;

const statusOf: Readonly<Partial<Record<TargetState, string>>> = {
  verified: 'success',
  failed: 'failed',
  timed_out: 'timeout',
  cancelled: 'cancelled',
  skipped: 'skipped',
};

const millisecondsMax = 2_147_483_647;

/** Milliseconds from an instant to another; undefined where it never began. */
export function durationMs(from: string | null, toMs: number): number | undefined {
  if (from === null) return undefined;
  return Math.min(Math.max(0, Math.round(toMs - Date.parse(from))), millisecondsMax);
}

/** Leaves out what is not known, as records do. */
export const withoutNulls = (record: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value != null));

const outcomeOf = (job: StoredJob, target: EndedTarget, atMs: number): object =>
  withoutNulls({
    timestamp: new Date(atMs).toISOString(),
    job_id: job.job_id,
    job_type: jobTypeOf(job),
    device_id: target.device_id,
    status: statusOf[target.state],
    duration_ms: durationMs(target.sent_at ?? job.started_at ?? job.created_at, atMs),
    error_code: target.state === 'verified' ? null : target.error_code,
    error_message: target.state === 'verified' ? null : target.error_message,
    retry_count: Math.max(0, target.tries - 1),
    initiated_by: job.created_by,
    extra_data: withoutNulls({
      command_id: target.command_id,
      config_version: job.config_version,
      site_id: target.site_id,
    }),
  });

/** Tells the outcome of each target, in the transaction that ended it. */
export async function tellEnds(
  transaction: Transaction,
  job: StoredJob,
  ended: readonly EndedTarget[],
  atMs: number,
): Promise<void> {
  for (const provenance of new Set(ended.map((target) => target.provenance))) {
    const records = ended
      .filter((target) => target.provenance === provenance)
      .map((target) => outcomeOf(job, target, atMs));
    await appendOutbox(transaction, 'job_outcomes', records, provenance);
  }
}
