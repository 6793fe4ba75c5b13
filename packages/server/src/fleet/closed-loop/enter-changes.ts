import type { Transaction } from '../../store/index.ts';
import type { ChangedJob, ChangedTarget } from '../jobs/jobs-dependencies.ts';
import { judgeMs, spanAfter, spanBefore, windowSecondsOf } from './change-times.ts';

interface TargetTimes {
  readonly targetId: number;
  readonly sentMs: number | null;
  readonly intervalSeconds: number;
  readonly earlierMs: number | null;
  readonly earlierSettleSeconds: number | null;
}

/** When each was told, and the change of the device before this one. */
const readTimes = `
SELECT t.id AS "targetId", (extract(epoch FROM t.sent_at) * 1000)::float8 AS "sentMs",
  d.report_interval_seconds AS "intervalSeconds", e."earlierMs", e."earlierSettleSeconds"
FROM unnest($1::bigint[]) AS given (id)
JOIN job_targets t ON t.id = given.id
JOIN devices d ON d.id = t.device_id
LEFT JOIN LATERAL (
  SELECT (extract(epoch FROM h."timestamp") * 1000)::float8 AS "earlierMs",
    j.settle_seconds AS "earlierSettleSeconds"
  FROM configuration_history h LEFT JOIN jobs j ON j.job_id = h.job_id
  WHERE h.entity_type = 'device' AND h.entity_id = d.device_id AND h.job_id IS DISTINCT FROM $2
  ORDER BY h."timestamp" DESC LIMIT 1) AS e ON true`;

/** One row a device; a job changes a device once. */
const insertChanges = `
INSERT INTO configuration_history (
  provenance, "timestamp", entity_type, entity_id, parameter_name, old_value, new_value,
  changed_by, change_reason, change_type, performance_before, job_id, judge_at)
SELECT given.provenance, given.applied_at, 'device', given.device_id, 'config_version',
  to_jsonb(given.previous), to_jsonb($1::text), $2::text, $3::text, $4::text,
  given.before::jsonb, $5::text, given.judge_at
FROM unnest($6::text[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::timestamptz[])
  AS given (provenance, applied_at, device_id, previous, before, judge_at)
ON CONFLICT (job_id, entity_id)
  WHERE entity_type = 'device' AND parameter_name = 'config_version' AND job_id IS NOT NULL
DO NOTHING`;

export interface ChangedTargets {
  readonly job: ChangedJob;
  readonly targets: readonly ChangedTarget[];
  readonly atMs: number;
}

interface EnteredChange {
  readonly target: ChangedTarget;
  readonly appliedAt: string;
  readonly before: string;
  readonly judgeMs: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

function planChange(
  target: ChangedTarget,
  times: TargetTimes | undefined,
  { job, atMs, windowSecondsMax }: ChangedTargets & { readonly windowSecondsMax: number },
): EnteredChange {
  const { settleSeconds } = job;
  const intervalSeconds = times?.intervalSeconds ?? 5;
  const appliedMs = Date.parse(target.appliedAt) || atMs;
  const earlierMs = times?.earlierMs ?? undefined;
  const before = spanBefore(
    Math.min(appliedMs, times?.sentMs ?? appliedMs),
    windowSecondsOf({ settleSeconds, intervalSeconds }, windowSecondsMax),
    earlierMs === undefined
      ? undefined
      : earlierMs + (times?.earlierSettleSeconds ?? settleSeconds) * 1_000,
  );
  const after = spanAfter({ appliedMs, settleSeconds, looks: 0 }, before);
  return {
    target,
    appliedAt: iso(appliedMs),
    before: JSON.stringify({ from: iso(before.fromMs), to: iso(before.toMs) }),
    judgeMs: Math.max(atMs, judgeMs(after, intervalSeconds)),
  };
}

const changeTypeOf = ({ rollbackOf, createdBy }: ChangedJob): string => {
  if (rollbackOf !== null) return 'rollback';
  return createdBy === null ? 'automated' : 'manual';
};

const reasonOf = ({ payload, action }: ChangedJob): string =>
  typeof payload.reason === 'string' ? payload.reason : action;

/**
 * Enters a change of configuration for each device, with the times of its windows; nothing is measured
 * yet, so that whoever finds them changed does not wait. Returns when the last of them can be judged.
 */
export async function enterChanges(
  transaction: Transaction,
  changed: ChangedTargets,
  windowSecondsMax: number,
): Promise<number> {
  const { job, targets } = changed;
  const ids = targets.map(({ targetId }) => targetId);
  const rows = await transaction.query<TargetTimes>(readTimes, [ids, job.jobId]);
  const times = new Map(rows.map((row) => [row.targetId, row]));
  const changes = targets.map((target) =>
    planChange(target, times.get(target.targetId), { ...changed, windowSecondsMax }),
  );
  await transaction.query(insertChanges, [
    job.configVersion,
    job.createdBy ?? 'homepot',
    reasonOf(job),
    changeTypeOf(job),
    job.jobId,
    targets.map(({ provenance }) => provenance),
    changes.map(({ appliedAt }) => appliedAt),
    targets.map(({ deviceId }) => deviceId),
    targets.map(({ previousVersion }) => previousVersion),
    changes.map(({ before }) => before),
    changes.map((change) => iso(change.judgeMs)),
  ]);
  return Math.max(...changes.map((change) => change.judgeMs));
}
