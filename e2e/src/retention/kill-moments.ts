import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../../packages/server/src/store/index.ts';

const partIs = (state: string) =>
  `SELECT 1 FROM retention_parts WHERE state = '${state}' AND NOT is_lot`;

/** When a server is killed: as soon as the database says so; a row = now. */
const moments = {
  planned: partIs('planned'),
  writing: `SELECT 1 FROM archive_parts WHERE state = 'writing'`,
  archived: partIs('archived'),
  verified: partIs('verified'),
  detaching: 'SELECT 1 FROM pg_inherits WHERE inhdetachpending',
  detached: partIs('detached'),
  dropped: `SELECT 1 FROM retention_parts p JOIN retention_runs r ON r.id = p.run_id
    WHERE p.state = 'dropped' AND r.ended_at IS NULL`,
  lot: `SELECT 1 FROM retention_parts WHERE is_lot AND state NOT IN ('dropped', 'released')`,
  lot_verified: `SELECT 1 FROM retention_parts WHERE is_lot AND state = 'verified'`,
} as const;

/** Every moment, and one by chance. */
export const killMoments = [...Object.keys(moments), 'random'] as readonly (
  | keyof typeof moments
  | 'random'
)[];
export type KillMoment = (typeof killMoments)[number];

const randomMillisecondsMax = 3_000;
const waitMillisecondsMax = 90_000;

/** Waits for the moment; false where the run was over before. */
export async function awaitMoment(database: Database, moment: KillMoment): Promise<boolean> {
  if (moment === 'random') {
    await pause(Math.random() * randomMillisecondsMax);
    return true;
  }
  const deadline = performance.now() + waitMillisecondsMax;
  while (performance.now() < deadline) {
    if ((await database.query(moments[moment])).length > 0) return true;
    const open = await database.query('SELECT 1 FROM retention_runs WHERE ended_at IS NULL');
    if (open.length === 0) return false;
  }
  return false;
}
