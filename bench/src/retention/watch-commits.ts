import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../../packages/server/src/store/index.ts';

const lookMilliseconds = 10;

/**
 * Measures how long a commit waits: a row of a table of its own is written again and again, and so is the
 * pause between commits of the drains, as their checkpoints tell it.
 */
export function watchCommits(database: Database) {
  const commitsMs: number[] = [];
  const gapsMs: number[] = [];
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
      return { commitsMs: sort(commitsMs), gapsMs: sort(gapsMs) };
    },
  };
}
