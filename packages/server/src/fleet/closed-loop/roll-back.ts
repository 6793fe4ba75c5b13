import type { Actor, AuditEntry } from '../../auth/index.ts';
import { appendAudit } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { takeBack } from './take-back.ts';

interface ChangeRow {
  readonly deviceId: string;
  readonly parameterName: string;
  readonly entityType: string;
  readonly jobId: string | null;
  readonly hasOld: boolean;
  readonly wasRolledBack: boolean;
  readonly action: string | null;
  readonly settleSeconds: number | null;
}

const lockChange = `
SELECT h.entity_id AS "deviceId", h.parameter_name AS "parameterName",
  h.entity_type AS "entityType", h.job_id AS "jobId", h.old_value IS NOT NULL AS "hasOld",
  h.was_rolled_back AS "wasRolledBack", j.action, j.settle_seconds AS "settleSeconds"
FROM configuration_history h LEFT JOIN jobs j ON j.job_id = h.job_id
WHERE h.id = $1 FOR NO KEY UPDATE OF h`;

const refuse = (message: string): HomepotError =>
  new HomepotError('change_not_reversible', { path: 'id', message });

function requireReversible(change: ChangeRow | undefined, id: number) {
  if (change === undefined) {
    throw new HomepotError('not_found', { path: 'id', message: `There is no change ${id}` });
  }
  const { entityType, parameterName, jobId, action, hasOld, wasRolledBack, settleSeconds } = change;
  const byJob = entityType === 'device' && parameterName === 'config_version';
  if (!byJob || jobId === null || action === null || settleSeconds === null) {
    throw refuse('Only a version that a job gave to a device can be taken back');
  }
  if (wasRolledBack) throw refuse('This change was taken back already');
  if (!hasOld) throw refuse('Nobody knows which version the device had before');
  return { jobId, action, settleSeconds, deviceIds: [change.deviceId] };
}

/**
 * Takes one change back because a person wants it: a job that gives the device the version that it had.
 * Throws not_found, and change_not_reversible for one that was taken back already or cannot be.
 */
export async function rollBackChange(
  transaction: Transaction,
  jobs: Pick<Jobs, 'createIn'>,
  order: { readonly id: number; readonly reason: string; readonly actor: Actor },
): Promise<Job> {
  const [change] = await transaction.query<ChangeRow>(lockChange, [order.id]);
  const taken = { ...requireReversible(change, order.id), reason: order.reason };
  const entries: AuditEntry[] = [];
  const [job] = await takeBack(transaction, jobs, taken, order.actor, entries);
  if (job === undefined) throw refuse('The device was removed');
  for (const entry of entries) await appendAudit(transaction, entry);
  return job;
}
