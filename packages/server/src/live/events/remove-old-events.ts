import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { removeRows } from '../../store/index.ts';

/** Forgets what was told more than `limits.liveEventsKeptMinutes` ago, but for the newest event. */
export async function removeOldEvents(database: Database, clock: Clock): Promise<number> {
  const before = new Date(clock.nowMs() - limits.liveEventsKeptMinutes * 60_000).toISOString();
  const old = 'told_at < $1 AND id < (SELECT max(id) FROM live_events)';
  return removeRows(database, 'live_events', old, [before]);
}
