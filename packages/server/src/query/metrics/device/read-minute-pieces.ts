import { sql } from 'kysely';
import type { MeasuredRow } from '../../../drain/index.ts';
import { summariseHour } from '../../../drain/index.ts';
import { HomepotError, limits } from '../../../kernel/index.ts';
import { writeInstant } from '../../parameters/instant.ts';
import type { Reader } from '../../run-read.ts';
import type { MeasuredPiece, PieceRequest } from './measured-pieces.ts';

const minuteMs = 60_000;

type StoredRow = MeasuredRow & { readonly provenance: string };

async function readRows(reader: Reader, request: PieceRequest): Promise<readonly StoredRow[]> {
  const { deviceId, fromMs, toMs, holdMs, provenances } = request;
  const { rows } = await sql<StoredRow>`
    select (extract(epoch from "timestamp") * 1000)::float8 as "atMs", provenance,
      transaction_count, cpu_percent, memory_percent, disk_percent, network_latency_ms,
      error_rate, active_connections, queue_depth
    from device_metrics
    where device_id = ${deviceId} and "timestamp" >= ${writeInstant(fromMs - holdMs)}
      and "timestamp" < ${writeInstant(toMs)}
      and (${provenances ?? null}::text[] is null or provenance = any(${provenances ?? null}))
    order by "timestamp", id limit ${limits.windowRowsMax + 1}`.execute(reader);
  if (rows.length <= limits.windowRowsMax) return rows;
  throw new HomepotError('range_invalid', {
    path: 'query.interval',
    message: `There are more than ${limits.windowRowsMax} rows in the range; ask by hour`,
  });
}

/** The minutes of rows of one origin, which are in the order of time. */
function* cutMinutes(
  provenance: string,
  rows: readonly MeasuredRow[],
  { fromMs, toMs, holdMs }: PieceRequest,
): Generator<MeasuredPiece> {
  let first = 0;
  let end = 0;
  const atMs = (place: number) => rows[place]?.atMs ?? Number.POSITIVE_INFINITY;
  for (let startMs = fromMs; startMs < toMs; startMs += minuteMs) {
    const endMs = Math.min(startMs + minuteMs, toMs);
    while (atMs(first) <= startMs - holdMs) first += 1;
    while (atMs(end) < endMs) end += 1;
    const span = { fromMs: startMs, toMs: endMs };
    const known = summariseHour(rows.slice(first, end), span, holdMs);
    if (known !== undefined) yield { fromMs: startMs, provenance, ...known };
  }
}

/**
 * What a device measured in each minute, from its rows: a value stands until the next. Throws
 * range_invalid where there are more than `windowRowsMax` rows.
 */
export async function readMinutePieces(
  reader: Reader,
  request: PieceRequest,
): Promise<readonly MeasuredPiece[]> {
  const rows = await readRows(reader, request);
  const origins = Map.groupBy(rows, ({ provenance }) => provenance);
  return [...origins].flatMap(([provenance, each]) => [...cutMinutes(provenance, each, request)]);
}
