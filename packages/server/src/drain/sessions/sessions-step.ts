import type { DrainStep } from '../storing/drain-step.ts';
import type { SessionSums } from './add-session-row.ts';
import { addSessionRow, createSums } from './add-session-row.ts';
import type { SessionRow } from './read-session-rows.ts';
import { readSessionRows } from './read-session-rows.ts';

/** A session has no NUL in its id. */
const nameOf = ({ sessionId, provenance }: SessionRow): string => `${provenance}\0${sessionId}`;

function sumUp(rows: Iterable<SessionRow>): readonly SessionSums[] {
  const sessions = new Map<string, SessionSums>();
  for (const row of rows) {
    const name = nameOf(row);
    const sums = sessions.get(name) ?? createSums(row);
    sessions.set(name, sums);
    addSessionRow(sums, row);
  }
  return [...sessions.values()];
}

/** Microseconds since 1970: an instant of JavaScript ends at the millisecond. */
const micros = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 1_000));

const instant = (name: string): string =>
  `timestamptz 'epoch' + ${name} * interval '1 microsecond'`;

/** The later person: texts are compared by their bytes, as the step does. */
const isLaterPerson = `EXCLUDED.user_id IS NOT NULL AND (kept.user_at IS NULL OR EXCLUDED.user_at > kept.user_at
    OR (EXCLUDED.user_at = kept.user_at AND EXCLUDED.user_id COLLATE "C" > kept.user_id COLLATE "C"))`;

const counts = ['activities', 'page_views', 'searches', 'tool_calls', 'errors'] as const;

const storeText = `
INSERT INTO activity_sessions AS kept (session_id, provenance, writer, user_id, user_at, started_at,
  last_activity, ended_at, ${counts.join(', ')})
SELECT session_id, provenance, $1::uuid, user_id, ${instant('user_at')}, ${instant('started_at')},
  ${instant('last_activity')}, ${instant('ended_at')}, ${counts.join(', ')}
FROM unnest($2::varchar[], $3::varchar[], $4::varchar[], $5::bigint[], $6::bigint[], $7::bigint[],
  $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])
  AS given (session_id, provenance, user_id, user_at, started_at, last_activity, ended_at,
    ${counts.join(', ')})
ON CONFLICT (session_id, provenance, writer) DO UPDATE SET
  user_id = CASE WHEN ${isLaterPerson} THEN EXCLUDED.user_id ELSE kept.user_id END,
  user_at = greatest(kept.user_at, EXCLUDED.user_at),
  started_at = least(kept.started_at, EXCLUDED.started_at),
  last_activity = greatest(kept.last_activity, EXCLUDED.last_activity),
  ended_at = greatest(kept.ended_at, EXCLUDED.ended_at),
  ${counts.map((name) => `${name} = kept.${name} + EXCLUDED.${name}`).join(',\n  ')}`;

/**
 * The step of the drain that keeps the sessions of people and agents: what the rows of a transaction
 * add to each session, in one statement. A drain changes rows of its own writer alone, so that none
 * waits for another; who reads adds up the rows of a session.
 */
export function createSessionsStep(): DrainStep {
  return {
    name: 'sessions',
    async run(transaction, batches, writer) {
      const sessions = sumUp(readSessionRows(batches));
      if (sessions.length === 0) return;
      await transaction.query(storeText, [
        writer,
        sessions.map(({ sessionId }) => sessionId),
        sessions.map(({ provenance }) => provenance),
        sessions.map(({ userId }) => userId),
        sessions.map(({ userAtMs }) => micros(userAtMs)),
        sessions.map(({ startedMs }) => micros(startedMs)),
        sessions.map(({ lastMs }) => micros(lastMs)),
        sessions.map(({ endedMs }) => micros(endedMs)),
        sessions.map(({ activities }) => activities),
        sessions.map(({ pageViews }) => pageViews),
        sessions.map(({ searches }) => searches),
        sessions.map(({ toolCalls }) => toolCalls),
        sessions.map(({ errors }) => errors),
      ]);
    },
  };
}
