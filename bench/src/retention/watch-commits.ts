import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../../packages/server/src/store/index.ts';

const lookMilliseconds = 10;
const toldMilliseconds = 100;
const waitsToldMax = 12;

interface Wait {
  readonly ms: number;
  readonly query: string;
}

/** Whoever waits for a lock that somebody holds, and for how long already; but for DETACH, which is meant to wait, and the run itself. */
const waitingText = `
  SELECT (extract(epoch FROM clock_timestamp() - l.waitstart) * 1000)::float8 AS ms,
    left(regexp_replace(a.query, '[[:space:]]+', ' ', 'g'), 80) AS query
  FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE NOT l.granted AND l.waitstart IS NOT NULL AND a.query NOT LIKE '%DETACH PARTITION%' AND a.query NOT LIKE '%retention_leases%'
  ORDER BY 1 DESC LIMIT 1`;

/**
 * Measures how long a commit takes (a row of a table of its own is written again and again), how long the
 * drains leave between commits, as their checkpoints tell it, and how long anybody waits for a lock: that
 * alone does not depend on how busy the machine is otherwise.
 */
export function watchCommits(database: Database) {
  const commitsMs: number[] = [];
  const gapsMs: number[] = [];
  const lockWaitsMs: number[] = [];
  const waits: Wait[] = [];
  let isStopped = false;
  async function look(): Promise<void> {
    let last: string | undefined;
    let sinceMs = performance.now();
    while (!isStopped) {
      const startMs = performance.now();
      await database.query(
        `INSERT INTO retention_bench (id, n) VALUES (1, 0) ON CONFLICT (id) DO UPDATE SET n = retention_bench.n + 1`,
      );
      commitsMs.push(performance.now() - startMs);
      const [row] = await database.query<{ at: string }>(
        'SELECT max(updated_at) AS at FROM spool_checkpoints',
      );
      const [waiting] = await database.query<Wait>(waitingText);
      lockWaitsMs.push(waiting?.ms ?? 0);
      if (waiting !== undefined && waiting.ms > toldMilliseconds) waits.push(waiting);
      if (row?.at !== last) {
        if (last !== undefined) gapsMs.push(performance.now() - sinceMs);
        last = row?.at;
        sinceMs = performance.now();
      }
      await pause(lookMilliseconds);
    }
  }
  const looking = look();
  return {
    async stop() {
      isStopped = true;
      await looking;
      const sort = (times: readonly number[]) => times.toSorted((a, b) => a - b);
      return {
        commitsMs: sort(commitsMs),
        gapsMs: sort(gapsMs),
        lockWaitsMs: sort(lockWaitsMs),
        longestWaits: waits.toSorted((a, b) => b.ms - a.ms).slice(0, waitsToldMax),
      };
    },
  };
}
