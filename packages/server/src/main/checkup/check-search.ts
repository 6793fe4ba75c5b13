import type { Database } from '../../store/index.ts';
import type { Finding } from './finding.ts';
import { ok, warn } from './finding.ts';

const advice = `Let a superuser run, in this database: CREATE EXTENSION pg_trgm; CREATE INDEX ON error_logs USING gin (error_message gin_trgm_ops);`;

/** Whether an index answers searches in errors. Where it could not be made, every row is read. */
export async function checkSearch(database: Pick<Database, 'query'>): Promise<Finding> {
  const [made] = await database.query(
    "SELECT 1 FROM pg_class WHERE oid = to_regclass('error_logs')",
  );
  if (made === undefined) return ok('search', 'made by the next start');
  const [row] = await database.query<{ indexes: number }>(
    `SELECT count(*) AS indexes FROM pg_indexes
     WHERE schemaname = ANY (current_schemas(false)) AND tablename = 'error_logs'
       AND indexdef LIKE '%gin_trgm_ops%'`,
  );
  return row?.indexes === 2
    ? ok('search', 'errors are found by their words')
    : warn('search', 'without pg_trgm, a search in errors reads every row', advice);
}
