import type { Database } from '../../../packages/server/src/store/index.ts';
import type { SentBatch } from './load.ts';

/** What the database holds, held against what was acknowledged. Empty lists are a pass. */
export interface Verdict {
  readonly acknowledgedRows: number;
  /** Marks of acknowledged rows that are not there. */
  readonly lost: readonly string[];
  /** Marks that are there more than once. */
  readonly doubled: readonly string[];
  /** Marks that nobody sent. */
  readonly invented: readonly string[];
  /** Rollup keys whose numbers differ from a recount of the rows. */
  readonly rollupDifferences: readonly string[];
}

const markColumns: Readonly<Record<string, string>> = {
  api_request_logs: 'request_id',
  device_metrics: 'device_id',
  error_logs: 'error_code',
};

const apiDifferences = `
  WITH recount AS (
    SELECT date_trunc('hour', "timestamp", 'UTC') AS bucket, endpoint, method,
           (status_code / 100)::smallint AS status_class, provenance, count(*) AS count,
           count(response_time_ms) AS value_count, coalesce(sum(response_time_ms), 0) AS value_sum,
           min(response_time_ms) AS minimum, max(response_time_ms) AS maximum
    FROM api_request_logs GROUP BY 1, 2, 3, 4, 5
  ), rollup AS (
    SELECT bucket, endpoint, method, status_class, provenance, sum(count)::bigint AS count,
           sum(response_time_ms_count)::bigint AS value_count,
           sum(response_time_ms_sum) AS value_sum,
           min(response_time_ms_minimum) AS minimum, max(response_time_ms_maximum) AS maximum
    FROM api_performance_hour GROUP BY 1, 2, 3, 4, 5
  )
  SELECT concat_ws(' ', bucket, endpoint, method, status_class) AS key
  FROM recount FULL JOIN rollup USING (bucket, endpoint, method, status_class, provenance)
  WHERE recount.count IS DISTINCT FROM rollup.count
     OR recount.value_count IS DISTINCT FROM rollup.value_count
     OR abs(recount.value_sum - rollup.value_sum) > 1e-9 * abs(recount.value_sum) + 1e-9
     OR recount.minimum IS DISTINCT FROM rollup.minimum
     OR recount.maximum IS DISTINCT FROM rollup.maximum`;

const errorDifferences = `
  WITH recount AS (
    SELECT date_trunc('hour', "timestamp", 'UTC') AS bucket, category, severity, provenance,
           count(*) AS count
    FROM error_logs GROUP BY 1, 2, 3, 4
  ), rollup AS (
    SELECT bucket, category, severity, provenance, sum(count)::bigint AS count
    FROM error_trends_hour GROUP BY 1, 2, 3, 4
  )
  SELECT concat_ws(' ', bucket, category, severity) AS key
  FROM recount FULL JOIN rollup USING (bucket, category, severity, provenance)
  WHERE recount.count IS DISTINCT FROM rollup.count`;

async function countMarks(
  database: Database,
  { othersWrite }: VerifyOptions,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const [table, column] of Object.entries(markColumns)) {
    const rows = await database.query<{ mark: string; count: number }>(
      `SELECT ${column} AS mark, count(*) AS count FROM ${table}
       WHERE NOT $1 OR ${column} ~ '^m[0-9]+-[0-9]+$' GROUP BY 1`,
      [othersWrite],
    );
    for (const { mark, count } of rows) counts.set(`${table} ${mark}`, count);
  }
  return counts;
}

const marksOf = (batch: SentBatch): readonly string[] =>
  batch.records.map((record) => `${batch.table} ${String(record[markColumns[batch.table] ?? ''])}`);

export interface VerifyOptions {
  /** Whether there are rows of others too, who give them no marks. */
  readonly othersWrite: boolean;
}

/** Holds the database against the batches that were sent. The spool must be drained. */
export async function verify(
  database: Database,
  batches: readonly SentBatch[],
  options: VerifyOptions = { othersWrite: false },
): Promise<Verdict> {
  const counts = await countMarks(database, options);
  const sent = new Set(batches.flatMap(marksOf));
  const acknowledged = batches.filter((batch) => batch.acknowledged).flatMap(marksOf);
  const differences = [
    ...(await database.query<{ key: string }>(apiDifferences)),
    ...(await database.query<{ key: string }>(errorDifferences)),
  ];
  return {
    acknowledgedRows: acknowledged.length,
    lost: acknowledged.filter((mark) => !counts.has(mark)),
    doubled: [...counts].filter(([, count]) => count > 1).map(([mark]) => mark),
    invented: [...counts.keys()].filter((mark) => !sent.has(mark)),
    rollupDifferences: differences.map(({ key }) => key),
  };
}
