import type { RetentionRunState } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';

type Asked = Pick<Transaction, 'query'>;

/** A run that is to be begun, or to be gone on with. */
export interface OpenRun {
  readonly id: number;
  readonly state: RetentionRunState;
  /** What began it. */
  readonly cause: 'timetable' | 'asked';
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The last instant at which the timetable says that a run begins. */
export function lastSlotMs(nowMs: number, hour: number): number {
  return Math.floor((nowMs - hour * hourMs) / dayMs) * dayMs + hour * hourMs;
}

/** The oldest run that is not over. */
export async function findOpenRun({ query }: Asked): Promise<OpenRun | undefined> {
  const [run] = await query<OpenRun>(
    `SELECT id, state, cause FROM retention_runs WHERE state NOT IN ('done', 'failed') ORDER BY id LIMIT 1`,
  );
  return run;
}

/**
 * Enters a run where the timetable says so: none has been due since its last hour. A house that is new waits
 * for the next one. One hour after a run in which something failed, another one is entered as well. Runs and policies
 * that lie ahead are left over from a clock that was wrong, and keep none from beginning: where nothing else is known,
 * one is due at once.
 */
export async function enterDueRun({ query }: Asked, nowMs: number, hour: number): Promise<void> {
  await query(
    `INSERT INTO retention_runs (state, cause, due_at)
     SELECT 'waiting', 'timetable', $2 FROM (
       SELECT coalesce((SELECT max(due_at) FROM retention_runs WHERE due_at <= $2),
           (SELECT min(updated_at) FROM data_retention_policies WHERE updated_at <= $2)) AS since,
         EXISTS (SELECT 1 FROM retention_parts
           WHERE state NOT IN ('dropped', 'released') AND coalesce(failed_at, state_since) < $3)
           AND NOT EXISTS (SELECT 1 FROM retention_runs WHERE ended_at > $3 AND ended_at <= $2) AS again
     ) AS known WHERE known.since IS NULL OR known.since < $1 OR known.again`,
    [
      new Date(lastSlotMs(nowMs, hour)).toISOString(),
      new Date(nowMs).toISOString(),
      new Date(nowMs - hourMs).toISOString(),
    ],
  );
}

export async function beginRun({ query }: Asked, id: number, nowMs: number): Promise<void> {
  await query(
    `UPDATE retention_runs SET state = 'running', started_at = coalesce(started_at, $2), clock_found = NULL
     WHERE id = $1`,
    [id, new Date(nowMs).toISOString()],
  );
}

/** Ends a run; `error` says why it came to no good end. */
export async function endRun(
  { query }: Asked,
  id: number,
  nowMs: number,
  error: string | null,
): Promise<void> {
  await query(
    `UPDATE retention_runs SET ended_at = $2, error = $3,
       state = CASE WHEN $3::text IS NULL AND failures = 0 THEN 'done' ELSE 'failed' END
     WHERE id = $1`,
    [id, new Date(nowMs).toISOString(), error],
  );
}
