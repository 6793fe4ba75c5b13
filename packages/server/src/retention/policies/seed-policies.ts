import { findPolicyStory, findTable, retentionStories } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { reopenKept } from './reopen-kept.ts';

interface Default {
  readonly table: string;
  readonly days: number;
  readonly archive: boolean;
}

/** What holds of a table where nobody decided otherwise; undefined where no policy is about it. */
export function defaultOf(table: string, commonDays: number | undefined): Default | undefined {
  const story = findPolicyStory(table);
  if (story === undefined) return undefined;
  const isTelemetry = findTable(table)?.kind === 'telemetry';
  return {
    table,
    days: isTelemetry ? (commonDays ?? story.days) : story.days,
    archive: story.archive,
  };
}

/**
 * Enters a policy for every table that has none, and brings those that follow the defaults up to date
 * with the catalogue and the setting. What people have decided stays.
 */
export async function seedPolicies(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  commonDays: number | undefined,
): Promise<void> {
  const defaults = [...retentionStories.keys()].flatMap(
    (table) => defaultOf(table, commonDays) ?? [],
  );
  const now = new Date(clock.nowMs()).toISOString();
  await database.transaction(async (transaction) => {
    const changed = await transaction.query(
      `INSERT INTO data_retention_policies AS kept (table_name, retention_days,
         archive_before_delete, is_default, updated_at)
       SELECT table_name, days, archive, true, $4
       FROM unnest($1::varchar[], $2::integer[], $3::boolean[]) AS given (table_name, days, archive)
       ORDER BY table_name
       ON CONFLICT (table_name) DO UPDATE SET retention_days = excluded.retention_days,
         archive_before_delete = excluded.archive_before_delete, updated_at = excluded.updated_at
       WHERE kept.is_default AND (kept.retention_days, kept.archive_before_delete)
         IS DISTINCT FROM (excluded.retention_days, excluded.archive_before_delete)
       RETURNING 1`,
      [
        defaults.map(({ table }) => table),
        defaults.map(({ days }) => days),
        defaults.map(({ archive }) => archive),
        now,
      ],
    );
    if (changed.length > 0) await reopenKept(transaction, clock.nowMs());
  });
}
