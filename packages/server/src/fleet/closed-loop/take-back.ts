import type { Actor, AuditEntry } from '../../auth/index.ts';
import { cutText, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';

/** What is taken back: the change of which job, on which devices. */
export interface TakenBack {
  readonly jobId: string;
  readonly action: string;
  readonly settleSeconds: number;
  readonly deviceIds: readonly string[];
  readonly reason: string;
}

/** Devices that go back to one version, and where that lies as far as it is known. */
export interface EarlierVersion {
  readonly version: string;
  readonly configUrl: string | null;
  readonly payload: Record<string, unknown> | null;
  readonly deviceIds: readonly string[];
}

/**
 * The versions that devices had before, and of the last job that gave the device that version where
 * it lies. Devices whose earlier version nobody knows are left out.
 */
const readEarlier = `
SELECT given.version, e.config_url AS "configUrl", e.payload,
  array_agg(given.device_id ORDER BY given.device_id) AS "deviceIds"
FROM (
  SELECT h.entity_id AS device_id, h.old_value #>> '{}' AS version, h."timestamp"
  FROM configuration_history h
  WHERE h.job_id = $1 AND h.entity_type = 'device' AND h.entity_id = ANY ($2)
    AND h.old_value IS NOT NULL AND NOT h.was_rolled_back) AS given
JOIN devices d ON d.device_id = given.device_id AND d.is_active
LEFT JOIN LATERAL (
  SELECT j.config_url, j.payload
  FROM configuration_history b JOIN jobs j ON j.job_id = b.job_id
  WHERE b.entity_type = 'device' AND b.entity_id = given.device_id
    AND b.new_value = to_jsonb(given.version) AND b."timestamp" < given."timestamp"
  ORDER BY b."timestamp" DESC LIMIT 1) AS e ON true
WHERE given.version IS NOT NULL
GROUP BY 1, 2, 3 ORDER BY 1`;

/** Reads what devices of a job would go back to. */
export async function readEarlierVersions(
  transaction: Transaction,
  jobId: string,
  deviceIds: readonly string[],
): Promise<EarlierVersion[]> {
  return transaction.query<EarlierVersion>(readEarlier, [jobId, deviceIds]);
}

/** In the order of their ids, as everybody does who writes several. */
const lockChanges = `
SELECT FROM configuration_history
WHERE job_id = $1 AND entity_type = 'device' AND entity_id = ANY ($2)
ORDER BY id FOR NO KEY UPDATE`;

const markTakenBack = `
UPDATE configuration_history SET was_rolled_back = true, rollback_reason = $3
WHERE job_id = $1 AND entity_type = 'device' AND entity_id = ANY ($2) AND NOT was_rolled_back`;

/**
 * Makes the jobs that give devices the version they had before, one a version, and marks the changes as
 * taken back, in the transaction given. A change that was taken back meanwhile is left out. The caller
 * wakes the jobs after the commit, and appends `entries`, to which each new job adds one, to the audit
 * trail as the last thing of the transaction.
 */
export async function takeBack(
  transaction: Transaction,
  jobs: Pick<Jobs, 'createIn'>,
  taken: TakenBack,
  actor: Actor,
  entries: AuditEntry[],
): Promise<Job[]> {
  await transaction.query(lockChanges, [taken.jobId, taken.deviceIds]);
  const versions = await readEarlierVersions(transaction, taken.jobId, taken.deviceIds);
  const reachable = versions.flatMap(({ deviceIds }) => deviceIds);
  await transaction.query(markTakenBack, [taken.jobId, reachable, taken.reason]);
  const made: Job[] = [];
  for (const { version, configUrl, payload, deviceIds } of versions) {
    for (let start = 0; start < deviceIds.length; start += limits.jobDevicesMax) {
      const input = {
        action: cutText(`Roll back: ${taken.action}`, 100),
        payload: { ...payload, reason: taken.reason },
        config_version: version,
        ...(configUrl === null ? {} : { config_url: configUrl }),
        device_ids: deviceIds.slice(start, start + limits.jobDevicesMax),
        priority: 'high' as const,
        force: true,
        rollback: 'none' as const,
        rollback_of: taken.jobId,
        settle_seconds: taken.settleSeconds,
      };
      made.push(await jobs.createIn(transaction, input, actor, entries));
    }
  }
  return made;
}
