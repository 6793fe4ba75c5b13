import type { AlertSource } from '@homepot/catalogue';
import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../run-read.ts';
import type { SeriesRequest, SeriesRow, StoredSeriesRow } from './series-row.ts';
import { toSeriesRow } from './series-row.ts';

/** Reads by minute what servers said of themselves. */
export async function readServerSeries(
  reader: Reader,
  { column }: Extract<AlertSource, { kind: 'server' }>,
  { filters, fromMs, toMs }: SeriesRequest,
): Promise<readonly SeriesRow[]> {
  const servers = filters.server ?? [];
  const { rows } = await sql<StoredSeriesRow>`
    select bucket, 'real' as provenance, server, 1::float8 as count, ${sql.ref(column)} as sum
    from server_readings
    where bucket >= ${new Date(fromMs).toISOString()}::timestamptz
      and bucket < ${new Date(toMs).toISOString()}::timestamptz
      and ${sql.ref(column)} is not null
      and (cardinality(${servers}::text[]) = 0 or server = any(${servers}::text[]))
    order by bucket limit ${limits.alertRowsMax + 1}`.execute(reader);
  return rows.map((row) => toSeriesRow(row, ['server']));
}
