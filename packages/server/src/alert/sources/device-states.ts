import type { AlertRuleDefinition, Provenance } from '@homepot/catalogue';
import { alertMeasureOf } from '@homepot/catalogue';
import { lookAtWatch, maintenanceBetween } from '../../fleet/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Observation, Subject } from '../../query/index.ts';
import { subjectKeyOf } from '../../query/index.ts';
import type { Database } from '../../store/index.ts';
import type { SiteSchedules } from './site-schedules.ts';
import { loadSiteSchedules } from './site-schedules.ts';
import type { Source } from './source.ts';

/** A device as the subject of a measure. */
export interface WatchedDevice extends Subject {
  readonly key: string;
}

/** The device as the subject of a measure. */
export function watchedDevice(
  deviceId: string,
  siteId: string,
  provenance: Provenance,
): WatchedDevice {
  const subject = { provenance, labels: { device_id: deviceId, site_id: siteId } };
  return { ...subject, key: subjectKeyOf(subject) };
}

/** A span in which a device was in a state. Milliseconds since 1970; `toMs` exclusive. */
export interface StateSpan {
  readonly device: WatchedDevice;
  readonly deviceId: string;
  readonly siteId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const secondMs = 1_000;

/** How long a span had lasted at an instant, in seconds, as the measure counts it. */
function secondsOf(
  { siteId, fromMs }: StateSpan,
  schedules: SiteSchedules | undefined,
  atMs: number,
): number {
  const schedule = schedules?.of.get(siteId);
  const outsideMs = schedule === undefined ? 0 : maintenanceBetween(schedule, fromMs, atMs);
  return (atMs - fromMs - outsideMs) / secondMs;
}

/** What a rule sees of the spans that an instant lies in. */
export function observeSpans(
  spans: readonly StateSpan[],
  schedules: SiteSchedules | undefined,
  atMs: number,
): readonly Observation[] {
  return spans
    .filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)
    .map((span) => ({ ...span.device, value: secondsOf(span, schedules, atMs), count: 1 }));
}

interface DeviceRow {
  readonly deviceId: string;
  readonly siteId: string;
  readonly provenance: Provenance;
  readonly sinceMs: number;
}

/** Which devices a rule is about, where `devices` is called d and `sites` s; from $1 on. */
export const deviceConditions = `d.is_active AND d.provenance = ANY($1::text[])
  AND ($2::text[] IS NULL OR d.device_id = ANY($2))
  AND ($3::text[] IS NULL OR s.site_id = ANY($3))
  AND ($4::text[] IS NULL OR d.segment = ANY($4))`;

export const deviceValues = ({ filters, provenances }: AlertRuleDefinition): readonly unknown[] => [
  provenances,
  ...['device_id', 'site_id', 'segment'].map((name) => {
    const values = filters[name] ?? [];
    return values.length === 0 ? null : values;
  }),
];

const msOf = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

const selectDevices = (since: string, condition: string): string =>
  `SELECT d.device_id AS "deviceId", s.site_id AS "siteId", d.provenance, ${msOf(since)} AS "sinceMs"
   FROM devices d JOIN sites s ON s.id = d.site_id
   WHERE ${deviceConditions} AND ${condition} ORDER BY d.id LIMIT ${limits.alertSubjectsMax}`;

const isInState = 'd.status = $5 AND d.status_since <= $6';
/** One that is not silent for long enough to be of any interest is left out. */
const isSilent = "d.status <> 'maintenance' AND d.last_seen < $5";

/** Finds devices whose state counts only as far as the house could have heard of another. */
async function findWatched(
  { query }: Pick<Database, 'query'>,
  find: (asOfMs: number) => Promise<readonly DeviceRow[]>,
  stepMs: number,
): Promise<readonly DeviceRow[] | undefined> {
  const { asOfMs, sinceMs } = await lookAtWatch({ query }, stepMs);
  if (asOfMs === undefined) return undefined;
  const rows = await find(asOfMs);
  // What lasted while nobody could have heard its end is nothing; what waits to be stored may end it.
  const unheardMs = stepMs - asOfMs;
  return rows.map((row) => ({ ...row, sinceMs: Math.max(row.sinceMs, sinceMs) + unheardMs }));
}

function findSilent({ query }: Pick<Database, 'query'>, rule: AlertRuleDefinition, asOfMs: number) {
  const leastMs = Math.min(rule.threshold, rule.clear_threshold ?? rule.threshold) * secondMs;
  return query<DeviceRow>(selectDevices('d.last_seen', isSilent), [
    ...deviceValues(rule),
    new Date(asOfMs - Math.max(0, leastMs)).toISOString(),
  ]);
}

function findInState(
  { query }: Pick<Database, 'query'>,
  rule: AlertRuleDefinition,
  state: string,
  stepMs: number,
) {
  return query<DeviceRow>(selectDevices('d.status_since', isInState), [
    ...deviceValues(rule),
    state,
    new Date(stepMs).toISOString(),
  ]);
}

function findDevices(
  database: Pick<Database, 'query'>,
  rule: AlertRuleDefinition,
  state: string,
  stepMs: number,
): Promise<readonly DeviceRow[] | undefined> {
  if (state === 'silent') {
    return findWatched(database, (asOfMs) => findSilent(database, rule, asOfMs), stepMs);
  }
  const find = () => findInState(database, rule, state, stepMs);
  // Devices end an error by a report; the other states are ended, or begun, by the house itself.
  return state === 'error' ? findWatched(database, find, stepMs) : find();
}

/**
 * Opens a measure of the states of devices as they are now, for one step. Undefined where it cannot be
 * said: reports wait to be stored.
 */
export async function openDeviceStates(
  database: Pick<Database, 'query'>,
  rule: AlertRuleDefinition,
  stepMs: number,
): Promise<Source | undefined> {
  const { source } = alertMeasureOf(rule.measure);
  if (source.kind !== 'device_state') throw new Error('no measure of a state');
  const found = await findDevices(database, rule, source.state, stepMs);
  if (found === undefined) return undefined;
  const siteIds = [...new Set(found.map(({ siteId }) => siteId))];
  const schedules =
    source.state === 'maintenance' && found.length > 0
      ? await loadSiteSchedules(database, siteIds, stepMs)
      : undefined;
  const spans = found.map(({ sinceMs, deviceId, siteId, provenance }) => ({
    deviceId,
    siteId,
    device: watchedDevice(deviceId, siteId, provenance),
    fromMs: sinceMs,
    toMs: Number.POSITIVE_INFINITY,
  }));
  return {
    at: async (atMs) => observeSpans(spans, schedules, atMs),
    nextChangeMs: (atMs) => atMs,
  };
}
