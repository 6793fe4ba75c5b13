import type { AlertSource } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../run-read.ts';
import type { SeriesRequest, SeriesRow, StoredSeriesRow } from './series-row.ts';
import { toSeriesRow } from './series-row.ts';

const labels = ['device_id', 'site_id'];

const columns = { device_id: 'd.device_id', site_id: 's.site_id', segment: 'd.segment' } as const;
const filterNames = Object.keys(columns) as (keyof typeof columns)[];

/** Which devices a rule is about, where `devices` is called d and `sites` s. */
function deviceConditions({ filters, siteIds }: SeriesRequest): RawBuilder<unknown> {
  const conditions = filterNames.flatMap((name) => {
    const values = filters[name] ?? [];
    return values.length === 0 ? [] : [sql`${sql.ref(columns[name])} = any(${values}::text[])`];
  });
  if (siteIds !== undefined) conditions.push(sql`s.site_id = any(${siteIds}::text[])`);
  return sql.join([sql`d.is_active`, ...conditions], sql` and `);
}

/** A span of the measurements `m`, beginning so many milliseconds earlier. */
function spanOf({ fromMs, toMs, provenances }: SeriesRequest, earlierMs: number) {
  return sql`m."timestamp" >= ${new Date(fromMs - earlierMs).toISOString()}::timestamptz
    and m."timestamp" < ${new Date(toMs).toISOString()}::timestamptz
    and m.provenance = any(${provenances}::text[])`;
}

const joined = sql`device_metrics m
  join devices d on d.device_id = m.device_id join sites s on s.id = d.site_id`;

/** Reads by minute what devices measured. */
export async function readDeviceSeries(
  reader: Reader,
  { column }: Extract<AlertSource, { kind: 'device_metric' }>,
  request: SeriesRequest,
): Promise<readonly SeriesRow[]> {
  const measured = sql.ref(`m.${column}`);
  const { rows } = await sql<StoredSeriesRow>`
    select date_trunc('minute', m."timestamp", 'UTC') as bucket, m.provenance, d.device_id, s.site_id,
      count(${measured})::float8 as count, sum(${measured})::float8 as sum
    from ${joined}
    where ${spanOf(request, 0)} and ${measured} is not null and ${deviceConditions(request)}
    group by 1, 2, 3, 4 order by 1 limit ${limits.alertRowsMax + 1}`.execute(reader);
  return rows.map((row) => toSeriesRow(row, labels));
}

/**
 * Reads by minute how many transactions devices made. They report how many it were so far that day, so
 * that what counts is by how much that grew since the report before, unless that is long ago.
 */
export async function readTransactionSeries(
  reader: Reader,
  request: SeriesRequest,
): Promise<readonly SeriesRow[]> {
  const backMs = limits.transactionGapSecondsMax * 1_000;
  const { rows } = await sql<StoredSeriesRow>`
    select date_trunc('minute', at, 'UTC') as bucket, provenance, device_id, site_id,
      sum(case when so_far >= before then so_far - before else so_far end)::float8 as count
    from (
      select m."timestamp" as at, m.provenance, d.device_id, s.site_id, m.transaction_count as so_far,
        lag(m.transaction_count) over earlier as before, lag(m."timestamp") over earlier as before_at
      from ${joined}
      where ${spanOf(request, backMs)} and m.transaction_count is not null
        and ${deviceConditions(request)}
      window earlier as (partition by m.device_id order by m."timestamp", m.id)
    ) as told
    where at >= ${new Date(request.fromMs).toISOString()}::timestamptz and so_far <> before
      and so_far > 0 and before_at >= at - make_interval(secs => ${limits.transactionGapSecondsMax})
    group by 1, 2, 3, 4 order by 1 limit ${limits.alertRowsMax + 1}`.execute(reader);
  return rows.map((row) => toSeriesRow(row, labels));
}
