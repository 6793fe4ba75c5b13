import type { AnswerOf, listActivitySessions as route } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import { readInstant } from '../parameters/instant.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { readNumber, readSingle } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import type { SessionPlace } from './select-sessions.ts';
import { selectSessions } from './select-sessions.ts';
import { readSessionRequest } from './session-request.ts';

type Answer = AnswerOf<typeof route>;
type Session = Answer['data'][number];

const writePlace = ({ started_at, session_id, provenance }: Session): string =>
  Buffer.from(JSON.stringify([started_at, session_id, provenance])).toString('base64url');

function readPlace(cursor: string): SessionPlace {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isPlace = Array.isArray(place) && place.length === 3;
    if (isPlace && place.every((part) => typeof part === 'string')) {
      const [startedAt = '', sessionId = '', provenance = ''] = place;
      if (readInstant(startedAt) !== undefined && !sessionId.includes('\0')) {
        return { startedAt, sessionId, provenance };
      }
    }
  } catch {
    // Not JSON: no cursor either.
  }
  throw new HomepotError('cursor_invalid', { path: 'query.cursor' });
}

/**
 * Reads a page of sessions. It costs by the page, and not by how many sessions there are. Throws
 * parameter_invalid, range_invalid, cursor_invalid, query_too_long or database_unavailable.
 */
export async function listActivitySessions(
  deps: QueryDeps,
  parameters: Parameters,
  signal?: AbortSignal,
): Promise<Answer> {
  const request = readSessionRequest(parameters);
  const limit = readNumber(parameters, 'limit', 1, limits.listRowsMax) ?? limits.listRowsDefault;
  const cursor = readSingle(parameters, 'cursor');
  const after = cursor === undefined ? undefined : readPlace(cursor);
  const query = selectSessions(request, deps.clock.nowMs(), { after, limit: limit + 1 });
  const rows = await runRead(
    deps,
    async (reader) => (await query.execute(reader)).rows as readonly Session[],
    signal,
  );
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, next_cursor: more ? writePlace(last) : null };
}
