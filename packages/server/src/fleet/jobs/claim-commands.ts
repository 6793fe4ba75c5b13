import type { DeviceCommand } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { AnswerBudget } from './answer-budget.ts';
import { commandBytesOf } from './answer-budget.ts';
import { commandKindOf } from './command-kind.ts';
import type { Placed } from './hold-back.ts';
import { holdBack } from './hold-back.ts';
import type { DeviceAddress } from './jobs-dependencies.ts';
import type { JobStep } from './settle-targets.ts';
import { readGates } from './site-gate.ts';

/** A command that is to be handed to its device now. */
export interface Delivery {
  readonly device: DeviceAddress;
  readonly command: DeviceCommand;
}

/** Whose commands: of devices that can be reached, or of these, which are there right now. */
export interface ClaimRange {
  /** Names of devices that are connected or ask; absent: all that seem to be within reach. */
  readonly deviceIds?: readonly string[];
  /** Whether a device can be told by this server; absent: every one can. */
  readonly isHere?: (deviceId: string) => boolean;
  /** Whether what was sent before is due again at once, as after a new connection. */
  readonly again?: boolean;
  /** Whether they are handed over with the answer, so that they count as sent already. */
  readonly sent?: boolean;
  /** What fits into the answers to the devices; absent: everything. */
  readonly answers?: AnswerBudget;
}

/**
 * Reported to be offline, or cut off and not heard of since. One that never spoke may be there. As a
 * condition on `devices d`.
 */
export const isReachable = `(d.is_active AND d.status <> 'offline'
  AND (d.disconnected_at IS NULL OR d.last_seen > d.disconnected_at))`;

const readClaimable = `
SELECT t.id, d.site_id AS site_row_id, d.device_id
FROM job_targets t JOIN devices d ON d.id = t.device_id
WHERE t.job_id = $1 AND t.id > $6 AND t.ended_at IS NULL AND t.state IN ('queued', 'sent') AND t.command_id IS NOT NULL
  AND (t.not_before IS NULL OR t.not_before <= $2::timestamptz) AND t.deadline_at > $2::timestamptz
  AND CASE WHEN $3::text[] IS NULL THEN t.resend_at <= $2::timestamptz AND ${isReachable}
    ELSE d.is_active AND d.device_id = ANY ($3::text[])
      AND ($4::boolean OR t.state = 'queued' OR t.resend_at <= $2::timestamptz) END
ORDER BY t.id LIMIT $5`;

const claim = `
UPDATE job_targets t
SET resend_at = $2::timestamptz + make_interval(secs => $3::float8), not_before = NULL,
  state = CASE WHEN $4::boolean THEN 'sent' ELSE t.state END,
  sent_at = CASE WHEN $4::boolean THEN coalesce(t.sent_at, $2::timestamptz) ELSE t.sent_at END,
  updated_at = CASE WHEN $4::boolean AND t.state = 'queued' THEN $2::timestamptz ELSE t.updated_at END
FROM devices d JOIN sites s ON s.id = d.site_id
WHERE t.id = ANY ($1::bigint[]) AND d.id = t.device_id
RETURNING d.device_id, s.site_id, t.command_id, t.attempt, t.deadline_at`;

interface Claimed {
  readonly device_id: string;
  readonly site_id: string;
  readonly command_id: string;
  readonly attempt: number;
  readonly deadline_at: string;
}

function deliveryOf({ job, now }: JobStep, claimed: Claimed): Delivery {
  const { config_url, config_version } = job;
  return {
    device: { siteId: claimed.site_id, deviceId: claimed.device_id },
    command: {
      command_id: claimed.command_id,
      job_id: job.job_id,
      attempt: claimed.attempt,
      action: job.action,
      kind: commandKindOf(job),
      payload: job.payload,
      ...(config_url === null ? {} : { config_url }),
      ...(config_version === null ? {} : { config_version }),
      issued_at: now,
      expires_at: claimed.deadline_at,
    },
  };
}

interface Claimable extends Placed {
  readonly device_id: string;
}

/** Targets that may be claimed, a page of them: those of other servers are gone past, not waited for. */
async function findClaimable({ transaction, job, now }: JobStep, range: ClaimRange) {
  const { deviceIds = null, again = false, isHere, answers } = range;
  const page = limits.targetsPerStepMax;
  const bytes = commandBytesOf(job);
  const found: Claimable[] = [];
  for (let after = 0; ; ) {
    const values = [job.id, now, deviceIds, again, page, after];
    const rows = await transaction.query<Claimable>(readClaimable, values);
    found.push(
      ...rows.filter(
        ({ device_id }) =>
          (isHere?.(device_id) ?? true) && (answers?.hasRoom(device_id, bytes) ?? true),
      ),
    );
    after = rows.at(-1)?.id ?? 0;
    const isLast = rows.length < page;
    if (isLast || found.length >= page) return { targets: found, more: !isLast };
  }
}

/**
 * Takes the commands of a job that are due to be handed over, so that no other server hands them
 * over at the same time; what is not acknowledged is due again some seconds later.
 */
export async function claimCommands(
  step: JobStep,
  range: ClaimRange = {},
): Promise<{ readonly deliveries: readonly Delivery[]; readonly more: boolean }> {
  const { transaction, job, now, nowMs } = step;
  const { targets, more } = await findClaimable(step, range);
  const sites = targets.map(({ site_row_id }) => site_row_id);
  const open = await holdBack(step, targets, await readGates(transaction, job, sites, nowMs));
  if (open.length === 0) return { deliveries: [], more };
  const claimed = await transaction.query<Claimed>(claim, [
    open.map(({ id }) => id),
    now,
    limits.commandResendMilliseconds / 1_000,
    range.sent ?? false,
  ]);
  const bytes = commandBytesOf(job);
  for (const { device_id } of claimed) range.answers?.spend(device_id, bytes);
  return { deliveries: claimed.map((row) => deliveryOf(step, row)), more };
}
