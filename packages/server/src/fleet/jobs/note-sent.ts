import type { Transaction } from '../../store/index.ts';

/** Notes whether a device of a running job still waits for its command, in the job's status. */
export async function noteSent(transaction: Transaction, jobRowId: number): Promise<void> {
  await transaction.query(
    `UPDATE jobs j SET status = given.status
     FROM (SELECT CASE WHEN EXISTS (
       SELECT FROM job_targets t WHERE t.job_id = $1 AND t.ended_at IS NULL AND t.state = 'queued')
       THEN 'sending' ELSE 'sent' END AS status) AS given
     WHERE j.id = $1 AND j.status IN ('sending', 'sent') AND j.status <> given.status`,
    [jobRowId],
  );
}
