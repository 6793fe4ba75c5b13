import { toolUsageLogs } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Batch } from '../../spool/index.ts';
import type { Database } from '../../store/index.ts';
import { removeRows } from '../../store/index.ts';
import type { CommittedListener } from '../storing/drain-step.ts';
import { readSessionRows } from './read-session-rows.ts';

/** Lets the sign-in sessions of the house know what was done in them. */
export interface SessionCounts {
  /** For the drains of this server. */
  readonly onCommitted: CommittedListener;
  /** Brings the counts of sessions up to date of which rows were stored. Returns how many changed. */
  settle(): Promise<number>;
}

/** Locked in the order of their ids; the sums are taken anew, so that it does not matter how often. */
const settleText = `
WITH held AS (
  SELECT s.id, s.session_id FROM user_sessions s
  WHERE s.session_id = ANY ($1::varchar[]) OR ($2 AND s.ended_at IS NULL)
  ORDER BY s.id FOR UPDATE
), summed AS (
  SELECT held.id, least(sum(a.tool_calls), 2147483647)::integer AS tool_calls,
    least(sum(a.errors), 2147483647)::integer AS errors
  FROM held JOIN activity_sessions a ON a.session_id = held.session_id
  GROUP BY held.id
)
UPDATE user_sessions u SET tool_calls_count = summed.tool_calls, errors_count = summed.errors
FROM summed
WHERE u.id = summed.id
  AND (u.tool_calls_count, u.errors_count) IS DISTINCT FROM (summed.tool_calls, summed.errors)
RETURNING u.id`;

const counted = new Set(['tool_call', 'error']);

/** Only tables that can hold such rows are looked into. */
const mayCount = ({ sections }: Batch): boolean =>
  sections.some(({ table }) => table === toolUsageLogs.name || table === 'error_logs');

/**
 * Creates it. Not a step of the drain: two drains may store calls of the same sign-in session, and
 * would wait for each other. The first settling looks at all sessions that go on, for what an earlier
 * run left behind.
 */
export function createSessionCounts({
  database,
}: {
  readonly database: Pick<Database, 'query'>;
}): SessionCounts {
  let changed = new Set<string>();
  let all = true;
  return {
    onCommitted({ batches }) {
      for (const { kind, sessionId } of readSessionRows(batches.filter(mayCount))) {
        if (!counted.has(kind)) continue;
        if (changed.size >= limits.sessionsFollowedMax) all = true;
        else changed.add(sessionId);
      }
    },
    async settle() {
      if (changed.size === 0 && !all) return 0;
      const [sessionIds, isAll] = [[...changed], all];
      changed = new Set();
      all = false;
      try {
        return (await database.query(settleText, [sessionIds, isAll])).length;
      } catch (error) {
        all = true;
        throw error;
      }
    },
  };
}

/** Removes sessions without a row for `limits.activitySessionsKeptDays`. Returns how many rows. */
export async function removeOldActivitySessions(database: Database, clock: Clock): Promise<number> {
  const keptMs = limits.activitySessionsKeptDays * 86_400_000;
  const before = new Date(clock.nowMs() - keptMs).toISOString();
  return removeRows(database, 'activity_sessions', 'last_activity < $1', [before]);
}
