import type { Database } from '../../store/index.ts';
import type { Finding } from './finding.ts';
import { ok, warn } from './finding.ts';

/** A row that has waited for longer shows that no server hands it over. */
const waitingSecondsMax = 60;

/** What waits to go through the door, and for how long. */
export async function checkOutbox(database: Database): Promise<Finding> {
  const [made] = await database.query("SELECT 1 FROM pg_class WHERE oid = to_regclass('outbox')");
  if (made === undefined) return ok('outbox', 'made by the next start');
  const [row] = await database.query<{ waiting: number; seconds: number }>(
    `SELECT count(*) AS waiting,
       coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS seconds
     FROM outbox`,
  );
  const { waiting = 0, seconds = 0 } = row ?? {};
  if (waiting === 0) return ok('outbox', 'empty');
  const message = `${waiting} rows wait, the oldest for ${Math.round(seconds)} s`;
  return seconds <= waitingSecondsMax
    ? ok('outbox', message)
    : warn('outbox', message, 'See that a server runs, and in its log whether its spool is full.');
}
