import { findTable } from '@homepot/catalogue';
import type { Database } from '../../store/index.ts';
import type { Finding } from './finding.ts';
import { ok, warn } from './finding.ts';

/** What the catalogue wants of error_logs where the extension is there. */
const wanted = (findTable('error_logs')?.extensionIndexes ?? [])
  .filter(({ extension }) => extension === 'pg_trgm')
  .map(({ index }) => index);

const advice = `Let a superuser run, in this database: CREATE EXTENSION pg_trgm;${wanted
  .map((index) => ` CREATE INDEX ON error_logs USING ${index};`)
  .join('')}`;

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
  return row?.indexes === wanted.length
    ? ok('search', 'errors are found by their words')
    : warn('search', 'without pg_trgm, a search in errors reads every row', advice);
}
