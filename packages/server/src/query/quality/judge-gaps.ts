import { sql } from 'kysely';
import { limits } from '../../kernel/index.ts';
import type { Reader } from '../run-read.ts';
import type { Finding } from './finding.ts';
import { createFinding } from './finding.ts';
import type { JudgedDevice, QualityScope } from './quality-scope.ts';
import { ofDevices } from './quality-scope.ts';

/** How long a site was open between two instants, in milliseconds. */
export type OpenBetween = (siteRowId: number, fromMs: number, toMs: number) => number;

/** Longer than so many of a device's own intervals is a hole. */
const holeIntervals = 10;

interface DeviceSeries {
  readonly device_id: string;
  readonly first_ms: number;
  readonly last_ms: number;
  /** The middle of the times between two reports. */
  readonly usual_ms: number | null;
}

interface Hole {
  readonly device_id: string;
  readonly from_ms: number;
  readonly to_ms: number;
}

const ms = (instant: string) => sql.raw(`(extract(epoch FROM ${instant}) * 1000)::float8`);

const stepsOf = (scope: QualityScope) => sql`
  select t.device_id, t."timestamp" as at,
    lag(t."timestamp") over (partition by t.device_id order by t."timestamp") as before
  from health_checks t where ${ofDevices(scope, true)}`;

async function readSeries(reader: Reader, scope: QualityScope): Promise<readonly DeviceSeries[]> {
  const { rows } = await sql<DeviceSeries>`
    with step as (${stepsOf(scope)})
    select device_id, min(${ms('at')}) as first_ms, max(${ms('at')}) as last_ms,
      percentile_cont(0.5) within group (order by ${ms('at - before')}) as usual_ms
    from step group by device_id`.execute(reader);
  return rows;
}

async function readHoles(
  reader: Reader,
  scope: QualityScope,
  series: readonly DeviceSeries[],
): Promise<readonly Hole[]> {
  const { rows } = await sql<Hole>`
    with step as (${stepsOf(scope)}),
      usual as (select * from unnest(
        ${series.map(({ device_id }) => device_id)}::text[],
        ${series.map(({ usual_ms }) => usual_ms ?? 0)}::float8[]) as u(device_id, usual_ms))
    select step.device_id, ${ms('before')} as from_ms, ${ms('at')} as to_ms
    from step join usual using (device_id)
    where ${ms('at - before')} > ${holeIntervals}::float8 * usual.usual_ms and usual.usual_ms > 0
    order by at - before desc limit ${limits.suspectsMax}`.execute(reader);
  return rows;
}

/** A device that others outlived: what it did not say since. */
function findEnds(series: readonly DeviceSeries[]): readonly Hole[] {
  const newest = series.reduce((last, { last_ms }) => Math.max(last, last_ms), 0);
  return series
    .filter(({ last_ms, usual_ms }) => newest - last_ms > holeIntervals * (usual_ms ?? Infinity))
    .map(({ device_id, last_ms }) => ({ device_id, from_ms: last_ms, to_ms: newest }));
}

/**
 * Finds holes in the health checks of each device while its site was open, and how much of the opening
 * hours is covered, in percent.
 */
export async function judgeGaps(
  reader: Reader,
  scope: QualityScope,
  devices: readonly JudgedDevice[],
  openBetween: OpenBetween,
): Promise<{ readonly findings: readonly Finding[]; readonly coveredPercent: number | null }> {
  const series = await readSeries(reader, scope);
  if (series.length === 0) return { findings: [], coveredPercent: null };
  const siteOf = new Map(devices.map((device) => [device.device_id, device.site_row_id]));
  const usualOf = new Map(series.map(({ device_id, usual_ms }) => [device_id, usual_ms ?? 0]));
  const openIn = ({ device_id, from_ms, to_ms }: Hole): number => {
    const site = siteOf.get(device_id);
    return site === undefined ? to_ms - from_ms : openBetween(site, from_ms, to_ms);
  };
  const suspects = [...(await readHoles(reader, scope, series)), ...findEnds(series)];
  const holes = suspects
    .map((hole) => ({ ...hole, openMs: openIn(hole) }))
    .filter(({ device_id, openMs }) => openMs > holeIntervals * (usualOf.get(device_id) ?? 0))
    .sort((a, b) => b.openMs - a.openMs);
  const newest = series.reduce((last, { last_ms }) => Math.max(last, last_ms), 0);
  const wholeMs = series.reduce(
    (sum, { device_id, first_ms }) => sum + openIn({ device_id, from_ms: first_ms, to_ms: newest }),
    0,
  );
  const lostMs = holes.reduce((sum, { openMs }) => sum + openMs, 0);
  const coveredPercent =
    wholeMs === 0 ? null : Math.round(Math.max(0, 1 - lostMs / wholeMs) * 10_000) / 100;
  const [longest] = holes;
  if (longest === undefined) return { findings: [], coveredPercent };
  const minutes = Math.round(longest.openMs / 60_000);
  const about = { kind: 'gap', what: 'hole', table: 'health_checks' } as const;
  const message = `devices said nothing for more than ${holeIntervals} intervals while their site was open; the longest is ${minutes} min`;
  const example = {
    device_id: longest.device_id,
    timestamp: new Date(longest.from_ms).toISOString(),
    value: `${minutes} min`,
  };
  const findings = [createFinding({ ...about, count: holes.length, message }, example)];
  return { findings, coveredPercent };
}
