import { getConstructionPlans } from 'pg-boss';
import type { Database, Transaction } from '../database.ts';

/** The schema of PostgreSQL that holds the tables of the work queue, apart from those of the house. */
export const workSchema = 'pgboss';

/** The plans of pg-boss are a transaction of their own; here they are part of the caller's. */
const withoutTransaction = (plans: string): string =>
  plans.replace(/^\s*BEGIN;/, '').replace(/COMMIT;\s*$/, '');

/**
 * Whether the tables of the work queue are there, in whatever version. The catalogue is read as a
 * table: `to_regclass` may answer from what this connection remembers from before another server made them.
 */
export async function hasWorkSchema(database: Pick<Database, 'query'>): Promise<boolean> {
  const [row] = await database.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'version') AS found`,
    [workSchema],
  );
  return row?.found === true;
}

/**
 * Makes the tables of the work queue unless they are there. The caller holds the lock of migrations.
 * Tables of an earlier version are left as they are: the queue brings them up when it starts, since
 * some of its indexes cannot be built inside a transaction.
 */
export async function createWorkSchema(transaction: Transaction): Promise<void> {
  if (await hasWorkSchema(transaction)) return;
  await transaction.query(withoutTransaction(getConstructionPlans(workSchema)));
}
