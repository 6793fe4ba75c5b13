import type { SessionRow } from './read-session-rows.ts';

/** What some rows make of one session. Instants are milliseconds since 1970. */
export interface SessionSums {
  readonly sessionId: string;
  readonly provenance: SessionRow['provenance'];
  userId: string | null;
  /** Of the row that `userId` is from. */
  userAtMs: number | null;
  startedMs: number;
  lastMs: number;
  endedMs: number | null;
  activities: number;
  pageViews: number;
  searches: number;
  toolCalls: number;
  errors: number;
}

/** A session without rows. */
export function createSums({ sessionId, provenance, atMs }: SessionRow): SessionSums {
  const counts = { activities: 0, pageViews: 0, searches: 0, toolCalls: 0, errors: 0 };
  const known = { userId: null, userAtMs: null, endedMs: null };
  return { sessionId, provenance, ...known, startedMs: atMs, lastMs: atMs, ...counts };
}

/** The latest row with a person names the person; of two at one instant, whatever order they came in. */
function addPerson(sums: SessionSums, { userId, atMs }: SessionRow): void {
  if (userId === null || userId === '') return;
  const isLater = sums.userAtMs === null || atMs > sums.userAtMs;
  const isSame =
    atMs === sums.userAtMs && Buffer.from(userId).compare(Buffer.from(sums.userId ?? '')) > 0;
  if (!isLater && !isSame) return;
  sums.userId = userId;
  sums.userAtMs = atMs;
}

/** Adds a row. The order in which rows are added does not matter. */
export function addSessionRow(sums: SessionSums, row: SessionRow): void {
  const { kind, atMs } = row;
  sums.startedMs = Math.min(sums.startedMs, atMs);
  sums.lastMs = Math.max(sums.lastMs, atMs);
  addPerson(sums, row);
  if (kind === 'tool_call') sums.toolCalls += 1;
  else if (kind === 'error') sums.errors += 1;
  else sums.activities += 1;
  if (kind === 'page_view') sums.pageViews += 1;
  if (kind === 'search') sums.searches += 1;
  if (kind === 'session_end') sums.endedMs = Math.max(sums.endedMs ?? atMs, atMs);
}
