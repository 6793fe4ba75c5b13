import type { Provenance } from '@homepot/catalogue';
import { CompiledQuery } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../../query/index.ts';
import { runRead } from '../../query/index.ts';
import type { Database } from '../../store/index.ts';
import type {
  ChangePoint,
  CountCell,
  DeviceHistory,
  MeasuredSum,
  MetricCell,
} from './feature-cell.ts';
import { featureMeasurements } from './feature-cell.ts';

const hourMs = 3_600_000;

export interface HistoryRange {
  readonly devices: readonly string[];
  /** The first and the last end of an hour, milliseconds since 1970. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly provenance: readonly Provenance[];
  /** Rows that arrived later are in no export yet. */
  readonly completeUntil: string;
}

/** A row of any of the queries below. */
type Cells = Readonly<Record<string, number | string | boolean | null>> & {
  readonly device: string;
};

const ms = (sql: string) => `(extract(epoch FROM ${sql}) * 1000)::float8`;
const hour = ms(`date_trunc('hour', "timestamp")`);
/** The end of the hour in which a row arrived; one that arrived on the hour was known at it. */
const knownAt = (arrival: string) =>
  ms(`date_trunc('hour', ${arrival} + interval '1 hour' - interval '1 microsecond')`);
const known = knownAt('received_at');

const condition = `device_id = ANY($1) AND "timestamp" >= $2 AND "timestamp" < $3
  AND provenance = ANY($4) AND received_at <= $5`;

const sums = featureMeasurements
  .map(
    (name, i) =>
      `count(${name}) AS n${i}, coalesce(sum(${name}), 0)::float8 AS s${i}, max(${name})::float8 AS m${i}`,
  )
  .join(', ');

const countCells = (table: string, bad: string) =>
  `SELECT device_id AS device, ${hour} AS hour, ${known} AS known, count(*) AS rows,
     count(*) FILTER (WHERE ${bad}) AS bad
   FROM ${table} WHERE ${condition} GROUP BY 1, 2, 3`;

const texts = {
  metrics: `SELECT device_id AS device, ${hour} AS hour, ${known} AS known, count(*) AS rows, ${sums}
    FROM device_metrics WHERE ${condition} GROUP BY 1, 2, 3`,
  checks: countCells('health_checks', 'NOT is_healthy'),
  errors: countCells('error_logs', `severity IN ('error', 'critical')`),
  jobs: countCells('job_outcomes', `status IN ('failed', 'timeout')`),
  states: `SELECT device_id AS device, ${ms('"timestamp"')} AS at, ${known} AS known, new_state AS state
    FROM device_state_history WHERE ${condition} ORDER BY "timestamp", id`,
  ends: `SELECT device_id AS device, ${ms('"timestamp"')} AS at, status = 'success' AS good
    FROM job_outcomes WHERE ${condition} AND status IN ('success', 'failed', 'timeout')
    ORDER BY "timestamp", id`,
  changes: `SELECT entity_id AS device, ${ms('"timestamp"')} AS at, ${knownAt('"timestamp"')} AS known,
      was_successful AS good
    FROM configuration_history
    WHERE entity_type = 'device' AND entity_id = ANY($1) AND "timestamp" >= $2 AND "timestamp" < $3
      AND provenance = ANY($4) AND "timestamp" <= $5 ORDER BY "timestamp", id`,
} as const;

type Name = keyof typeof texts;

/** The rows of each query by device. */
type Gathered = Readonly<Record<Name, ReadonlyMap<string, readonly Cells[]>>>;

function byDevice(rows: readonly Cells[]): ReadonlyMap<string, readonly Cells[]> {
  const gathered = new Map<string, Cells[]>();
  for (const row of rows) {
    const own = gathered.get(row.device);
    if (own === undefined) gathered.set(row.device, [row]);
    else own.push(row);
  }
  return gathered;
}

async function gather(reader: Reader, range: HistoryRange): Promise<Gathered> {
  const at = (atMs: number) => new Date(atMs).toISOString();
  const backMs = limits.exportFeatureDaysBack * 24 * hourMs;
  const aheadMs = range.lastMs + limits.exportLabelHours * hourMs;
  const day = [range.firstMs - 24 * hourMs, range.lastMs] as const;
  const spans: Readonly<Record<Name, readonly [number, number]>> = {
    metrics: day,
    checks: day,
    errors: day,
    jobs: day,
    states: [range.firstMs - backMs, aheadMs],
    ends: [range.firstMs, aheadMs],
    changes: [range.firstMs - backMs, aheadMs],
  };
  const gathered: Partial<Record<Name, ReadonlyMap<string, readonly Cells[]>>> = {};
  for (const name of Object.keys(texts) as Name[]) {
    const [fromMs, untilMs] = spans[name];
    const values = [range.devices, at(fromMs), at(untilMs), range.provenance, range.completeUntil];
    const query = CompiledQuery.raw(texts[name], values);
    gathered[name] = byDevice((await reader.executeQuery<Cells>(query)).rows);
  }
  return gathered as Gathered;
}

const cellOf = (row: Cells) => ({ hourMs: Number(row.hour), knownMs: Number(row.known) });

const toMetric = (row: Cells): MetricCell => ({
  ...cellOf(row),
  rows: Number(row.rows),
  measured: featureMeasurements.map((_, i): MeasuredSum => {
    const maximum = row[`m${i}`] ?? null;
    return {
      count: Number(row[`n${i}`]),
      sum: Number(row[`s${i}`]),
      maximum: maximum === null ? null : Number(maximum),
    };
  }),
});

const toCount = (row: Cells): CountCell => ({
  ...cellOf(row),
  rows: Number(row.rows),
  bad: Number(row.bad),
});

const toPoint = (row: Cells): ChangePoint => ({
  atMs: Number(row.at),
  knownMs: Number(row.known),
  state: typeof row.state === 'string' ? row.state : null,
});

/** States in which a device does not do its work. */
const failedStates: ReadonlySet<unknown> = new Set(['error', 'offline']);

function toHistory(gathered: Gathered, device: string): DeviceHistory {
  const rows = (name: Name) => gathered[name].get(device) ?? [];
  const at = (row: Cells) => Number(row.at);
  return {
    metrics: rows('metrics').map(toMetric),
    checks: rows('checks').map(toCount),
    errors: rows('errors').map(toCount),
    jobs: rows('jobs').map(toCount),
    states: rows('states').map(toPoint),
    changes: rows('changes').map(toPoint),
    outcomes: {
      failures: rows('states')
        .filter(({ state }) => failedStates.has(state))
        .map(at),
      jobs: rows('ends').map((row) => ({ atMs: at(row), succeeded: row.good === true })),
      changes: rows('changes')
        .filter(({ good }) => good !== null)
        .map((row) => ({ atMs: at(row), helped: row.good === true })),
    },
  };
}

/** Reads what the features and labels of some devices are made of, in one state of the database. */
export async function readHistories(
  database: Database,
  range: HistoryRange,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, DeviceHistory>> {
  const gathered = await runRead({ database }, (reader) => gather(reader, range), signal);
  return new Map(range.devices.map((device) => [device, toHistory(gathered, device)]));
}
