import type { CommandAcknowledgement, CredentialProvenance } from '@homepot/catalogue';
import { openTargetStates } from '@homepot/catalogue';
import { appendOutbox } from '../../intake/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { parseCommandId } from './command-id.ts';
import type { Ordered } from './command-kind.ts';
import { commandKindOf } from './command-kind.ts';
import type { DeviceAddress } from './jobs-dependencies.ts';
import { versionNotReported } from './judge-target.ts';
import { withoutNulls } from './tell-ends.ts';

/** One acknowledgement, with the device whose credential it came by. */
export interface GivenAcknowledgement {
  readonly device: Pick<DeviceAddress, 'deviceId'>;
  readonly acknowledgement: CommandAcknowledgement;
}

/** What became of it: it took the target on, it said nothing new, or it is no command of the device. */
export type AcknowledgementOutcome = 'changed' | 'unchanged' | 'unknown';

/** How far a step is; only one that is further than the target changes anything. */
const rankOf = { received: 2, applying: 3, applied: 4, failed: 4 } as const;

interface Named {
  readonly jobId: string;
  readonly attempt: number;
  readonly deviceId: string;
  readonly commandId: string;
  readonly acknowledgement: CommandAcknowledgement;
}

/** The command that a device speaks of, where it is one of its own. */
function nameOf({ device, acknowledgement }: GivenAcknowledgement): Named | undefined {
  const commandId = acknowledgement.command_id;
  const parts = parseCommandId(commandId);
  if (parts === undefined || parts.deviceId !== device.deviceId) return undefined;
  return { ...parts, commandId, acknowledgement };
}

/** The furthest of what is said of each command; of several equally far, the first. */
function furthest(named: readonly Named[]): ReadonlyMap<string, Named> {
  const chosen = new Map<string, Named>();
  for (const one of named) {
    const known = chosen.get(one.commandId);
    const rank = rankOf[one.acknowledgement.step];
    if (known !== undefined && rank <= rankOf[known.acknowledgement.step]) continue;
    chosen.set(one.commandId, one);
  }
  return chosen;
}

/**
 * Writes what is said. A target moves forwards only, and only by the command of its current attempt;
 * what comes after its end, as from a device that was cancelled, is noted without changing it. Says
 * which commands exist, and which were changed.
 */
const write = `
WITH given AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::integer[], $6::boolean[],
    $7::text[], $8::text[]) AS g (job_id, device_id, attempt, command_id, rank, failed, code, message)),
known AS (
  SELECT given.*, t.id, j.id AS job_row_id, j.job_id AS job, d.provenance, s.site_id,
    d.report_interval_seconds AS interval_seconds
  FROM given JOIN jobs j ON j.job_id = given.job_id JOIN devices d ON d.device_id = given.device_id
    JOIN sites s ON s.id = d.site_id
    JOIN job_targets t ON t.job_id = j.id AND t.device_id = d.id AND t.attempt >= given.attempt),
changed AS (
  UPDATE job_targets t SET
    state = CASE WHEN known.rank = 2 THEN 'acknowledged' ELSE 'applying' END,
    sent_at = coalesce(t.sent_at, $9::timestamptz), acknowledged_at = coalesce(t.acknowledged_at, $9::timestamptz),
    applied_at = CASE WHEN known.rank = 4 AND NOT known.failed THEN $9::timestamptz END,
    failed_at = CASE WHEN known.failed THEN $9::timestamptz END,
    error_code = CASE WHEN known.failed THEN known.code END,
    error_message = CASE WHEN known.failed THEN known.message END,
    resend_at = NULL, not_before = NULL, updated_at = $9::timestamptz,
    deadline_at = $9::timestamptz + make_interval(secs => CASE
      WHEN known.rank < 4 THEN $10::integer
      WHEN known.failed THEN 0
      ELSE greatest($11::integer, 3 * known.interval_seconds + $12::integer) END)
  FROM known
  WHERE t.id = known.id AND t.command_id = known.command_id
    AND t.ended_at IS NULL
    AND known.rank > CASE WHEN t.applied_at IS NOT NULL OR t.failed_at IS NOT NULL THEN 4
      ELSE array_position($13::text[], t.state::text) - 1 END
  RETURNING t.id),
noted AS (
  UPDATE job_targets t SET acknowledged_at = coalesce(t.acknowledged_at, $9::timestamptz),
    applied_at = CASE WHEN known.rank = 4 AND NOT known.failed
      THEN coalesce(t.applied_at, $9::timestamptz) ELSE t.applied_at END
  FROM known WHERE t.id = known.id AND t.command_id = known.command_id AND t.ended_at IS NOT NULL)
SELECT known.command_id, known.device_id, known.attempt, known.failed, known.job_row_id, known.job,
  known.provenance, known.site_id, known.message,
  EXISTS (SELECT FROM changed WHERE changed.id = known.id) AS changed
FROM known`;

interface Written {
  readonly command_id: string;
  readonly device_id: string;
  readonly attempt: number;
  readonly failed: boolean;
  readonly job_row_id: number;
  readonly job: string;
  readonly provenance: CredentialProvenance;
  readonly site_id: string;
  readonly changed: boolean;
}

interface HeldJob extends Ordered {
  readonly id: number;
  readonly job_id: string;
}

/** Before the targets, and in order of id: whoever changes a target holds its job. */
const lockJobs = `
SELECT id, job_id, action, config_url, config_version FROM jobs WHERE job_id = ANY ($1)
ORDER BY id FOR NO KEY UPDATE`;

const wakeJobs = `
UPDATE jobs SET wake_at = least(wake_at, $2::timestamptz) WHERE id = ANY ($1::bigint[]) AND completed_at IS NULL`;

/** Who says `applied` and runs with another version has not applied what it was given. */
function believe(named: Named, jobs: ReadonlyMap<string, HeldJob>): Named {
  const { step, config_version: runs } = named.acknowledgement;
  const given = jobs.get(named.jobId)?.config_version ?? undefined;
  if (step !== 'applied' || runs === undefined || given === undefined || runs === given) {
    return named;
  }
  const error = { code: versionNotReported, message: `It says that it runs version ${runs}` };
  return { ...named, acknowledgement: { ...named.acknowledgement, step: 'failed', error } };
}

const reportGraceSeconds = 15;

function valuesOf(named: readonly Named[], now: string): readonly unknown[] {
  const steps = named.map(({ acknowledgement }) => acknowledgement);
  return [
    named.map(({ jobId }) => jobId),
    named.map(({ deviceId }) => deviceId),
    named.map(({ attempt }) => attempt),
    named.map(({ commandId }) => commandId),
    steps.map(({ step }) => rankOf[step]),
    steps.map(({ step }) => step === 'failed'),
    steps.map(({ error }) => error?.code ?? 'failed'),
    steps.map(({ error }) => error?.message ?? 'The device said that it failed'),
    now,
    limits.commandApplySecondsMax,
    limits.commandVerifySecondsMin,
    reportGraceSeconds,
    openTargetStates,
  ];
}

function errorOf(row: Written, job: HeldJob, named: Named | undefined, now: string): object {
  const { error, duration_ms } = named?.acknowledgement ?? {};
  const isConfig = commandKindOf(job) === 'update_config';
  const what = isConfig ? 'apply configuration update' : `carry out ${job.action}`;
  return withoutNulls({
    timestamp: now,
    category: 'external_service',
    severity: 'error',
    error_code: error?.code ?? 'failed',
    error_message: `Agent ${row.device_id} failed to ${what}`,
    stack_trace: error?.stack,
    device_id: row.device_id,
    context: withoutNulls({
      job_id: row.job,
      command_id: row.command_id,
      attempt: row.attempt,
      action: job.action,
      config_url: job.config_url,
      config_version: job.config_version,
      site_id: row.site_id,
      error: error?.message,
      duration_ms,
    }),
  });
}

async function tellFailures(
  transaction: Transaction,
  failed: readonly Written[],
  jobs: readonly HeldJob[],
  said: ReadonlyMap<string, Named>,
  now: string,
): Promise<void> {
  const byProvenance = Map.groupBy(failed, ({ provenance }) => provenance);
  for (const [provenance, rows] of byProvenance) {
    const records = rows.flatMap((row) => {
      const job = jobs.find(({ id }) => id === row.job_row_id);
      return job === undefined ? [] : [errorOf(row, job, said.get(row.command_id), now)];
    });
    await appendOutbox(transaction, 'error_logs', records, provenance);
  }
}

/** Takes acknowledgements in one transaction; answers each, in order. */
export async function acknowledgeAll(
  transaction: Transaction,
  given: readonly GivenAcknowledgement[],
  nowMs: number,
): Promise<readonly AcknowledgementOutcome[]> {
  const now = new Date(nowMs).toISOString();
  const names = given.map(nameOf);
  const heard = furthest(names.filter((name) => name !== undefined));
  if (heard.size === 0) return given.map(() => 'unknown');
  const jobIds = [...new Set([...heard.values()].map(({ jobId }) => jobId))];
  const jobs = await transaction.query<HeldJob>(lockJobs, [jobIds]);
  const jobById = new Map(jobs.map((job) => [job.job_id, job] as const));
  const said = new Map([...heard].map(([id, one]) => [id, believe(one, jobById)] as const));
  const rows = await transaction.query<Written>(write, valuesOf([...said.values()], now));
  const changed = rows.filter((row) => row.changed);
  await tellFailures(
    transaction,
    changed.filter(({ failed }) => failed),
    jobs,
    said,
    now,
  );
  const woken = [...new Set(changed.map(({ job_row_id }) => job_row_id))];
  if (woken.length > 0) await transaction.query(wakeJobs, [woken, now]);
  const outcomes = new Map(rows.map((row) => [row.command_id, row.changed] as const));
  return names.map((name) => {
    const outcome = name === undefined ? undefined : outcomes.get(name.commandId);
    if (outcome === undefined) return 'unknown';
    return outcome ? 'changed' : 'unchanged';
  });
}
