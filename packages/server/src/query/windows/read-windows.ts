import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import type { MetricRow, ReportRow, WindowRequest, WindowSummary } from './window-summary.ts';
import { createWindowSummary, heldMetrics } from './window-summary.ts';

type Placed<Row> = Row & { readonly place: number };

/** The requests as a table with the columns place, device_id, low and high; all in one statement. */
const wanted = (requests: readonly WindowRequest[], lookBackMs: number) => sql`
  unnest(
    ${requests.map((_, place) => place)}::int[],
    ${requests.map(({ deviceId }) => deviceId)}::text[],
    ${requests.map(({ fromMs }) => new Date(fromMs - lookBackMs).toISOString())}::timestamptz[],
    ${requests.map(({ toMs }) => new Date(toMs).toISOString())}::timestamptz[]
  ) AS w (place, device_id, low, high)`;

/** Bounds that are known before the statement is planned, so that it visits few partitions. */
function span(requests: readonly WindowRequest[], lookBackMs: number) {
  const low = Math.min(...requests.map(({ fromMs }) => fromMs)) - lookBackMs;
  const high = Math.max(...requests.map(({ toMs }) => toMs));
  return sql`"timestamp" >= ${new Date(low).toISOString()}::timestamptz
    AND "timestamp" < ${new Date(high).toISOString()}::timestamptz`;
}

const atMs = sql`(extract(epoch FROM "timestamp") * 1000)::float8 AS "atMs"`;

async function readMetricRows(
  reader: Reader,
  requests: readonly WindowRequest[],
  holdMs: number,
): Promise<readonly Placed<MetricRow>[]> {
  const columns = sql.join(heldMetrics.map((name) => sql.ref(name)));
  const { rows } = await sql<Placed<MetricRow>>`
    SELECT w.place, m.* FROM ${wanted(requests, holdMs)} CROSS JOIN LATERAL (
      SELECT ${atMs}, transaction_count, ${columns} FROM device_metrics
      WHERE device_id = w.device_id AND "timestamp" >= w.low AND "timestamp" < w.high
        AND ${span(requests, holdMs)}
      ORDER BY "timestamp" LIMIT ${limits.windowRowsMax}) AS m`.execute(reader);
  return rows;
}

async function readReports(
  reader: Reader,
  requests: readonly WindowRequest[],
): Promise<readonly Placed<ReportRow>[]> {
  const { rows } = await sql<Placed<ReportRow>>`
    SELECT w.place, h.* FROM ${wanted(requests, 0)} CROSS JOIN LATERAL (
      SELECT ${atMs}, is_healthy AS "isHealthy", response_time_ms AS "responseTimeMs"
      FROM health_checks
      WHERE device_id = w.device_id AND "timestamp" >= w.low AND "timestamp" < w.high
        AND ${span(requests, 0)}
      ORDER BY "timestamp" LIMIT ${limits.windowRowsMax}) AS h`.execute(reader);
  return rows;
}

async function readPart(
  reader: Reader,
  requests: readonly WindowRequest[],
  holdMs: number,
): Promise<readonly WindowSummary[]> {
  const metricRows = Map.groupBy(
    await readMetricRows(reader, requests, holdMs),
    ({ place }) => place,
  );
  const reports = Map.groupBy(await readReports(reader, requests), ({ place }) => place);
  return requests.map((request, place) =>
    createWindowSummary(request, metricRows.get(place) ?? [], reports.get(place) ?? [], holdMs),
  );
}

/** Parts of the requests that read some `windowRowsPerReadMax` rows each. */
function* partsOf(requests: readonly WindowRequest[]): Generator<readonly WindowRequest[]> {
  let part: WindowRequest[] = [];
  let rows = 0;
  for (const request of requests) {
    const seconds = (request.toMs - request.fromMs) / 1_000;
    const expected = 2 * (seconds / request.intervalSeconds) + 1;
    if (part.length > 0 && rows + expected > limits.windowRowsPerReadMax) {
      yield part;
      part = [];
      rows = 0;
    }
    part.push(request);
    rows += expected;
  }
  if (part.length > 0) yield part;
}

/**
 * Summarises many devices, each over a time of its own, in the order asked. Stored metrics are thinned:
 * a row stands for the next, `holdMs` at most. Holds the rows of `windowRowsPerReadMax` reports at a
 * time. Throws query_too_long or database_unavailable.
 */
export async function readWindows(
  deps: Pick<QueryDeps, 'database'>,
  requests: readonly WindowRequest[],
  holdMs: number,
): Promise<readonly WindowSummary[]> {
  const summaries: WindowSummary[] = [];
  for (const part of partsOf(requests)) {
    summaries.push(...(await runRead(deps, (reader) => readPart(reader, part, holdMs))));
  }
  return summaries;
}
