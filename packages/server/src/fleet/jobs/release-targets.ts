import { limits } from '../../kernel/index.ts';
import { commandIdOf } from './command-id.ts';
import type { Placed } from './hold-back.ts';
import { holdBack } from './hold-back.ts';
import type { JobStep } from './settle-targets.ts';
import { readGates } from './site-gate.ts';

interface Releasable extends Placed {
  readonly attempt: number;
  readonly device_id: string;
}

const readReleasable = `
SELECT t.id, d.site_id AS site_row_id, t.attempt, d.device_id
FROM job_targets t JOIN devices d ON d.id = t.device_id
WHERE t.job_id = $1 AND t.ended_at IS NULL AND t.state = 'queued' AND t.command_id IS NULL AND t.stage <= $2
  AND (t.not_before IS NULL OR t.not_before <= $3::timestamptz)
ORDER BY t.id LIMIT $4`;

const release = `
UPDATE job_targets t
SET attempt = t.attempt + 1, command_id = given.command_id, resend_at = $3::timestamptz, not_before = NULL,
  deadline_at = $3::timestamptz + make_interval(secs => $4::integer), updated_at = $3::timestamptz,
  previous_version = coalesce(t.previous_version, d.config_version)
FROM unnest($1::bigint[], $2::text[]) AS given (id, command_id), devices d
WHERE t.id = given.id AND d.id = t.device_id`;

/** The devices that a step gave a command to. */
export interface Released {
  readonly deviceIds: readonly string[];
  /** Whether there may be more. */
  readonly more: boolean;
}

/**
 * Gives targets of the stage the command of their next attempt, where their sites may be told. It is
 * handed over from here on, by whichever server reaches the device.
 */
export async function releaseTargets(step: JobStep): Promise<Released> {
  const { transaction, job, now, nowMs } = step;
  const page = limits.targetsPerStepMax;
  const values = [job.id, job.stage, now, page];
  const targets = await transaction.query<Releasable>(readReleasable, values);
  const sites = targets.map(({ site_row_id }) => site_row_id);
  const open = await holdBack(step, targets, await readGates(transaction, job, sites, nowMs));
  if (open.length > 0) {
    const ids = open.map(({ attempt, device_id: deviceId }) =>
      commandIdOf({ jobId: job.job_id, attempt: attempt + 1, deviceId }),
    );
    const given = [open.map(({ id }) => id), ids, now, job.time_to_live_seconds];
    await transaction.query(release, given);
  }
  return { deviceIds: open.map(({ device_id }) => device_id), more: targets.length === page };
}
