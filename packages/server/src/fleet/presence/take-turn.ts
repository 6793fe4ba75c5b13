import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';

/** Any number that no other program takes. */
const sweepLock = 7_240_516;

/**
 * Whether this server is to sweep now: no other one is at it, and none was a moment ago. If so, it
 * keeps the others from it until the transaction ends. Each server looks every second; who swept last
 * goes on, until it misses a turn.
 */
export async function takeTurn(
  transaction: Transaction,
  serverId: string,
  nowMs: number,
): Promise<boolean> {
  const [lock] = await transaction.query<{ held: boolean }>(
    'SELECT pg_try_advisory_xact_lock($1) AS held',
    [sweepLock],
  );
  if (lock?.held !== true) return false;
  // A statement of its own, so that it sees what the one before had committed when it let go.
  const pauseMs = limits.sweepPauseMilliseconds;
  const taken = await transaction.query(
    `UPDATE server_heartbeats SET swept_at = $2 WHERE server_id = $1 AND NOT EXISTS (
       SELECT 1 FROM server_heartbeats WHERE server_id <> $1 AND swept_at BETWEEN $3 AND $4)
     RETURNING 1`,
    [
      serverId,
      ...[nowMs, nowMs - pauseMs, nowMs + pauseMs].map((ms) => new Date(ms).toISOString()),
    ],
  );
  return taken.length > 0;
}
