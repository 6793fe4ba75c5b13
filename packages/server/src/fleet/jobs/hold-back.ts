import type { JobStep } from './settle-targets.ts';
import type { Gate } from './site-gate.ts';
import type { EndedTarget } from './tell-ends.ts';
import { endedColumns, tellEnds } from './tell-ends.ts';

/** A target and the row of its site. */
export interface Placed {
  readonly id: number;
  readonly site_row_id: number;
}

/** The time to live of what was promised to a device begins anew when it may be told. */
const postpone = `
UPDATE job_targets t
SET not_before = given.until, updated_at = $4::timestamptz,
  deadline_at = CASE WHEN t.state = 'queued' AND t.command_id IS NOT NULL
    THEN given.until + make_interval(secs => $3::integer) ELSE t.deadline_at END
FROM unnest($1::bigint[], $2::timestamptz[]) AS given (id, until) WHERE t.id = given.id`;

const skip = `
UPDATE job_targets t
SET state = 'skipped', error_code = 'site_closed', error_message = 'The site is closed',
  ended_at = $2::timestamptz, updated_at = $2::timestamptz, deadline_at = NULL, resend_at = NULL
FROM devices d JOIN sites s ON s.id = d.site_id
WHERE t.id = ANY ($1::bigint[]) AND d.id = t.device_id
RETURNING ${endedColumns}`;

/**
 * Sorts targets by the gates of their sites: those whose site has to wait are given the instant,
 * those whose closed site is left out are skipped. Returns those that may be told now.
 */
export async function holdBack<Target extends Placed>(
  { transaction, job, now, nowMs }: JobStep,
  targets: readonly Target[],
  gates: ReadonlyMap<number, Gate>,
): Promise<readonly Target[]> {
  const waiting: { id: number; until: string }[] = [];
  const skipped: number[] = [];
  const open = targets.filter(({ id, site_row_id }) => {
    const gate = gates.get(site_row_id);
    if (gate?.kind === 'wait') waiting.push({ id, until: new Date(gate.untilMs).toISOString() });
    if (gate?.kind === 'skip') skipped.push(id);
    return gate === undefined || gate.kind === 'open';
  });
  if (waiting.length > 0) {
    const values = [waiting.map(({ id }) => id), waiting.map(({ until }) => until)];
    await transaction.query(postpone, [...values, job.time_to_live_seconds, now]);
  }
  if (skipped.length > 0) {
    const ended = await transaction.query<EndedTarget>(skip, [skipped, now]);
    await tellEnds(transaction, job, ended, nowMs);
  }
  return open;
}
