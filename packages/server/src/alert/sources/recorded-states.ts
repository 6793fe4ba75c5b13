import type { AlertRuleDefinition, Provenance } from '@homepot/catalogue';
import { alertMeasureOf } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { StateSpan } from './device-states.ts';
import { deviceConditions, deviceValues, observeSpans, watchedDevice } from './device-states.ts';
import type { SiteSchedules } from './site-schedules.ts';
import type { Source } from './source.ts';

/** A device and what it is now. */
interface DeviceRow extends Pick<StateSpan, 'deviceId' | 'siteId'> {
  readonly provenance: Provenance;
  readonly status: string;
  readonly sinceMs: number;
}

interface ChangeRow {
  readonly deviceId: string;
  readonly atMs: number;
  readonly previous: string | null;
  readonly state: string;
  /** When its last report had come, where the change says so. */
  readonly lastSeen: string | null;
}

const msOf = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

const changesText = `
SELECT h.device_id AS "deviceId", ${msOf('h."timestamp"')} AS "atMs", h.previous_state AS previous,
  h.new_state AS state, h.extra_data ->> 'last_seen' AS "lastSeen"
FROM device_state_history h JOIN devices d ON d.device_id = h.device_id
JOIN sites s ON s.id = d.site_id
WHERE ${deviceConditions} AND h."timestamp" >= $5 AND h."timestamp" < $6
ORDER BY h."timestamp", h.id LIMIT $7`;

/** The last change before an instant, of each device, by which it came into a state. */
const earlierText = `
SELECT given.id AS "deviceId", ${msOf('h."timestamp"')} AS "atMs", h.previous_state AS previous,
  h.new_state AS state, h.extra_data ->> 'last_seen' AS "lastSeen"
FROM unnest($1::text[]) AS given (id) CROSS JOIN LATERAL (
  SELECT * FROM device_state_history
  WHERE device_id = given.id AND "timestamp" < $2 AND new_state = $3
  ORDER BY "timestamp" DESC LIMIT 1) AS h`;

const devicesText = `
SELECT d.device_id AS "deviceId", s.site_id AS "siteId", d.provenance, d.status,
  ${msOf('d.status_since')} AS "sinceMs"
FROM devices d JOIN sites s ON s.id = d.site_id WHERE ${deviceConditions}`;

/** A change of state that a measure of silence counts as silence says since when. */
function beginOf({ atMs, lastSeen }: ChangeRow, isSilence: boolean): number {
  const seenMs = lastSeen === null ? Number.NaN : Date.parse(lastSeen);
  return isSilence && seenMs <= atMs ? seenMs : atMs;
}

/** When a device was in a state, from what is recorded of its changes; open ends reach to `toMs`. */
function spansOf(
  device: DeviceRow,
  changes: readonly ChangeRow[],
  { state, isSilence, fromMs, toMs }: Wanted,
): readonly StateSpan[] {
  const { deviceId, siteId, provenance, status, sinceMs } = device;
  const spans: StateSpan[] = [];
  const watched = watchedDevice(deviceId, siteId, provenance);
  const [first] = changes;
  // Where not even the change is recorded by which it came into the state.
  let sinceNow = first?.previous === state ? fromMs : undefined;
  if (first === undefined && status === state) sinceNow = sinceMs;
  const end = (untilMs: number) => {
    if (sinceNow !== undefined) {
      spans.push({ device: watched, deviceId, siteId, fromMs: sinceNow, toMs: untilMs });
    }
    sinceNow = undefined;
  };
  for (const change of changes) {
    if (change.state !== state) end(change.atMs);
    else sinceNow ??= beginOf(change, isSilence);
  }
  end(toMs);
  return spans;
}

interface Wanted {
  readonly state: string;
  readonly isSilence: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

async function readSpans(
  { query }: Pick<Database, 'query'>,
  rule: AlertRuleDefinition,
  wanted: Wanted,
): Promise<readonly StateSpan[]> {
  const values = deviceValues(rule);
  const changes = await query<ChangeRow>(changesText, [
    ...values,
    new Date(wanted.fromMs).toISOString(),
    new Date(wanted.toMs).toISOString(),
    limits.previewChangesMax + 1,
  ]);
  if (changes.length > limits.previewChangesMax) {
    const message = `Devices changed their state more than ${limits.previewChangesMax} times`;
    throw new HomepotError('rule_invalid', { path: 'days', message });
  }
  const within = Map.groupBy(changes, ({ deviceId }) => deviceId);
  const begun = [...within].filter(([, [first]]) => first?.previous === wanted.state);
  const earlier = await query<ChangeRow>(earlierText, [
    begun.map(([deviceId]) => deviceId),
    new Date(wanted.fromMs).toISOString(),
    wanted.state,
  ]);
  const byDevice = Map.groupBy([...earlier, ...changes], ({ deviceId }) => deviceId);
  const devices = await query<DeviceRow>(devicesText, values);
  return devices
    .flatMap((device) => spansOf(device, byDevice.get(device.deviceId) ?? [], wanted))
    .sort((one, other) => one.fromMs - other.fromMs);
}

/** The instants at which one of the spans begins, ends, or passes a threshold of the rule. */
function turningPoints(rule: AlertRuleDefinition, spans: readonly StateSpan[]): readonly number[] {
  const stepMs = limits.alertStateStepMilliseconds;
  const thresholds = [rule.threshold, rule.clear_threshold ?? rule.threshold];
  const points = spans.flatMap(({ fromMs, toMs }) => [
    fromMs,
    // The last step of it says how long it was.
    Math.max(fromMs, Math.ceil(toMs / stepMs) * stepMs - stepMs),
    toMs,
    // Just past it: at the threshold itself it is not exceeded.
    ...thresholds.map((seconds) => Math.floor(fromMs + seconds * 1_000) + 1),
  ]);
  return [...new Set(points)].sort((one, other) => one - other);
}

/** Opens a measure of the states of devices as they were between two instants. */
export async function openRecordedStates(
  database: Pick<Database, 'query'>,
  rule: AlertRuleDefinition,
  schedules: SiteSchedules,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<Source> {
  const { source } = alertMeasureOf(rule.measure);
  if (source.kind !== 'device_state') throw new Error('no measure of a state');
  const isSilence = source.state === 'silent';
  const state = source.state === 'silent' ? 'offline' : source.state;
  const spans = await readSpans(database, rule, { state, isSilence, fromMs, toMs: toMs + 1 });
  const points = turningPoints(rule, spans);
  const weighs = source.state === 'maintenance' ? schedules : undefined;
  let [entered, passed] = [0, 0];
  let open: StateSpan[] = [];

  return {
    async at(stepMs) {
      open = open.filter((span) => span.toMs > stepMs);
      for (let next = spans[entered]; next !== undefined && next.fromMs <= stepMs; ) {
        if (next.toMs > stepMs) open.push(next);
        entered += 1;
        next = spans[entered];
      }
      return observeSpans(open, weighs, stepMs);
    },
    nextChangeMs(stepMs) {
      // Windows of maintenance stop the count: while somebody works, each step may differ.
      if (weighs !== undefined && open.length > 0) return stepMs;
      while ((points[passed] ?? Number.POSITIVE_INFINITY) <= stepMs) passed += 1;
      return points[passed] ?? Number.POSITIVE_INFINITY;
    },
  };
}

/** When devices were in maintenance, by device. */
export async function readMaintenance(
  database: Pick<Database, 'query'>,
  rule: AlertRuleDefinition,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<(deviceId: string, atMs: number) => boolean> {
  const wanted = { state: 'maintenance', isSilence: false, fromMs, toMs: toMs + 1 };
  // Of every device: the filters of a rule may be those of something else.
  const spans = await readSpans(database, { ...rule, filters: {} }, wanted);
  const byDevice = Map.groupBy(spans, ({ deviceId }) => deviceId);
  return (deviceId, atMs) =>
    (byDevice.get(deviceId) ?? []).some((span) => span.fromMs <= atMs && atMs < span.toMs);
}
