import { telemetryTables } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';

/** The days that rows are kept anyway, by table: a sample must not take away anybody's rows. */
const names = telemetryTables.map(({ name }) => name);
const days = telemetryTables.map(({ retentionDays }) => retentionDays);

/** Enters a policy a table, where nobody has made one. */
export async function insertSamplePolicies({ query }: Transaction): Promise<void> {
  await query(
    `INSERT INTO data_retention_policies (table_name, retention_days)
     SELECT * FROM unnest($1::varchar[], $2::integer[]) ON CONFLICT DO NOTHING`,
    [names, days],
  );
}

/** Removes the policies that are as they were entered. Returns how many. */
export async function removeSamplePolicies({ query }: Transaction): Promise<number> {
  const rows = await query(
    `DELETE FROM data_retention_policies AS kept
     USING unnest($1::varchar[], $2::integer[]) AS given (table_name, retention_days)
     WHERE kept.table_name = given.table_name AND kept.retention_days = given.retention_days
       AND kept.archive_before_delete AND kept.cleanup_enabled
     RETURNING 1`,
    [names, days],
  );
  return rows.length;
}
