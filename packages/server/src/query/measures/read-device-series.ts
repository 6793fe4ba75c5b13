import type { AlertSource } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../run-read.ts';
import { findMoved } from './moved-devices.ts';
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

/** A device reports again a while after its last row has become old: until then that row stands as well. */
const reportAgain = sql`make_interval(secs => least(d.report_interval_seconds,
  ${sql.lit(limits.reportIntervalHeldSecondsMax)}))`;

/**
 * Reads by minute what devices measured. Rows are thinned at the door, and one stands until the next:
 * so each minute has the seconds for which a value is known as its weight, and counts the measurements
 * that stood in it.
 */
export async function readDeviceSeries(
  reader: Reader,
  { column }: Extract<AlertSource, { kind: 'device_metric' }>,
  request: SeriesRequest,
): Promise<readonly SeriesRow[]> {
  const measured = sql.ref(`m.${column}`);
  const from = sql`${new Date(request.fromMs).toISOString()}::timestamptz`;
  const to = sql`${new Date(request.toMs).toISOString()}::timestamptz`;
  const hold = sql`make_interval(secs => ${request.holdMs / 1_000})`;
  const earlierMs = request.holdMs + limits.reportIntervalHeldSecondsMax * 1_000;
  const { rows } = await sql<StoredSeriesRow>`
    select minute as bucket, provenance, device_id, site_id, count(*)::float8 as count,
      sum(seconds)::float8 as weight, sum(value * seconds)::float8 as sum
    from (
      select m.provenance, d.device_id, s.site_id, ${measured} as value,
        greatest(m."timestamp", ${from}) as since,
        least(lead(m."timestamp") over later, m."timestamp" + ${hold} + ${reportAgain}, ${to}) as until
      from ${joined}
      where ${spanOf(request, earlierMs)} and ${measured} is not null and ${deviceConditions(request)}
      window later as (partition by m.device_id, m.provenance order by m."timestamp", m.id)
    ) as held
    cross join lateral generate_series(date_trunc('minute', since, 'UTC'), until,
      interval '1 minute') as minute
    cross join lateral (select extract(epoch from least(until, minute + interval '1 minute')
      - greatest(since, minute))::float8 as seconds) as part
    where seconds > 0
    group by 1, 2, 3, 4 order by 1 limit ${limits.alertRowsMax + 1}`.execute(reader);
  return rows.map((row) => toSeriesRow(row, labels));
}

/** The devices, by provenance, whose number of transactions moved within a span; `moved` may name some more. */
function selectMoved(
  request: SeriesRequest,
  span: RawBuilder<unknown>,
  moved: readonly string[] | undefined,
): RawBuilder<unknown> {
  if (moved === undefined) {
    return sql`select m.device_id, m.provenance, s.site_id from ${joined}
      where ${span} and m.transaction_count is not null and ${deviceConditions(request)}
      group by 1, 2, 3 having min(m.transaction_count) <> max(m.transaction_count)`;
  }
  return sql`select d.device_id, given.provenance, s.site_id
    from devices d join sites s on s.id = d.site_id
    cross join unnest(${request.provenances}::text[]) as given (provenance)
    where d.device_id = any(${moved}::text[]) and ${deviceConditions(request)}`;
}

/**
 * Reads by minute how many transactions devices made. They report how many it were so far that day, so
 * that what counts is by how much that grew since the report before, unless that is long ago. Only devices
 * whose number moved at all are laid out in the order of time: of shops that are closed, hardly any.
 */
export async function readTransactionSeries(
  reader: Reader,
  request: SeriesRequest,
): Promise<readonly SeriesRow[]> {
  if (request.siteIds?.length === 0) return [];
  const earlierMs = limits.transactionGapSecondsMax * 1_000;
  const span = spanOf(request, earlierMs);
  const whole = { fromMs: request.fromMs - earlierMs, toMs: request.toMs };
  // Of a few devices, what they sent is read at once.
  const isOfAll = filterNames.every((name) => (request.filters[name] ?? []).length === 0);
  const moved =
    request.moved && isOfAll ? await findMoved(reader, request.moved, whole) : undefined;
  const { rows } = await sql<StoredSeriesRow>`
    with moved as materialized (${selectMoved(request, span, moved)})
    select date_trunc('minute', at, 'UTC') as bucket, provenance, device_id, site_id,
      sum(case when so_far >= before then so_far - before else so_far end)::float8 as count
    from (
      select m."timestamp" as at, m.provenance, moved.device_id, moved.site_id,
        m.transaction_count as so_far,
        lag(m.transaction_count) over earlier as before, lag(m."timestamp") over earlier as before_at
      from device_metrics m join moved on moved.device_id = m.device_id
        and moved.provenance = m.provenance
      where ${span} and m.transaction_count is not null
      window earlier as (partition by m.device_id, m.provenance order by m."timestamp", m.id)
    ) as told
    where at >= ${new Date(request.fromMs).toISOString()}::timestamptz and so_far <> before
      and so_far > 0 and before_at >= at - make_interval(secs => ${limits.transactionGapSecondsMax})
    group by 1, 2, 3, 4 order by 1 limit ${limits.alertRowsMax + 1}`.execute(reader);
  return rows.map((row) => toSeriesRow(row, labels));
}
