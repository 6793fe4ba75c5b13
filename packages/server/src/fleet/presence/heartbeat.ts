import type { Clock } from '../../kernel/index.ts';
import { createUuid, limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { HouseWatch, ServerRun } from './house-watch.ts';
import { readHouseWatch } from './house-watch.ts';

/** Says that this server looks after the fleet, and learns since when any has. */
export interface Heartbeat {
  /** `storedUntilMs`: what reached this server before is in the database; undefined = unknown. */
  beat(storedUntilMs: number | undefined): Promise<HouseWatch & { readonly serverId: string }>;
}

const instantOf = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();

const msOf = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Since when any server has looked after the fleet without a gap, and as of when it can judge silence. */
export async function lookAtWatch(
  { query }: Pick<Database, 'query'>,
  nowMs: number,
): Promise<HouseWatch> {
  const runs = await query<ServerRun>(
    `SELECT ${msOf('started_at')} AS "startedAtMs", ${msOf('beat_at')} AS "beatAtMs",
       ${msOf('stored_until')} AS "storedUntilMs"
     FROM server_heartbeats ORDER BY beat_at DESC LIMIT $1`,
    [limits.heartbeatsKept],
  );
  return readHouseWatch(runs, nowMs);
}

/** Creates the heartbeat of this server. After a gap it counts as another run, so that the gap shows. */
export function createHeartbeat({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Heartbeat {
  let run: { readonly id: string; beatAtMs: number } | undefined;
  return {
    async beat(storedUntilMs) {
      const nowMs = clock.nowMs();
      const goesOn =
        run !== undefined && nowMs - run.beatAtMs <= limits.heartbeatGapMillisecondsMax;
      const current =
        goesOn && run !== undefined ? run : { id: createUuid(nowMs), beatAtMs: nowMs };
      await database.query(
        `INSERT INTO server_heartbeats AS known (server_id, started_at, beat_at, stored_until)
         VALUES ($1, $2, $2, $3) ON CONFLICT (server_id) DO UPDATE SET
           beat_at = greatest(known.beat_at, excluded.beat_at),
           stored_until = coalesce(excluded.stored_until, known.stored_until)`,
        [current.id, instantOf(nowMs), instantOf(storedUntilMs)],
      );
      current.beatAtMs = nowMs;
      run = current;
      return { ...(await lookAtWatch(database, nowMs)), serverId: current.id };
    },
  };
}

/** Forgets runs of servers but the last `limits.heartbeatsKept`. Returns how many. */
export async function removeOldHeartbeats(database: Database): Promise<number> {
  const removed = await database.query(
    `DELETE FROM server_heartbeats WHERE server_id IN (
       SELECT server_id FROM server_heartbeats ORDER BY beat_at DESC OFFSET $1) RETURNING 1`,
    [limits.heartbeatsKept],
  );
  return removed.length;
}
