import type { DeviceState, Json } from '@homepot/catalogue';
import { deviceStates, healthChecks } from '@homepot/catalogue';
import type { SectionRow } from '../../drain/index.ts';
import { readSectionRows } from '../../drain/index.ts';
import type { Clock, Door } from '../../kernel/index.ts';
import { inSlices, limits } from '../../kernel/index.ts';
import type { Batch, Section } from '../../spool/index.ts';

/** A report of a device, as the drain stores it. */
export interface StoredReport {
  readonly deviceId: string;
  readonly receivedAtMs: number;
  /** The state that it speaks for, and why. */
  readonly state: DeviceState;
  readonly reason: string;
  /** How old it was when it was sent, by the clock of the device. */
  readonly ageMs: number;
  /** Arrival minus sending, each by its own clock. */
  readonly skewMs: number | undefined;
  readonly intervalSeconds: number | undefined;
  readonly responseTimeMs: number | undefined;
  readonly error: string | undefined;
  readonly configVersion: string | undefined;
  readonly agentVersion: string | undefined;
  readonly firmware: string | undefined;
  readonly services: Json | undefined;
  readonly deviceInfo: Json | undefined;
}

/** The doors whose `response_data` the house itself wrote. */
const reportDoors: readonly Door[] = ['mqtt', 'report'];
const columns = [
  'device_id',
  'received_at',
  'response_time_ms',
  'response_data',
  'error_message',
] as const;

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
const numberOf = (value: Json | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;
const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Row = SectionRow<typeof healthChecks.columns, (typeof columns)[number]>;

/** What the house wrote into `response_data`; undefined where it is something else. */
function toReport(row: Row): StoredReport | undefined {
  const data = row.response_data;
  if (!isObject(data)) return undefined;
  const state = deviceStates.find((one) => one === data.state);
  if (state === undefined) return undefined;
  return {
    deviceId: row.device_id,
    receivedAtMs: row.received_at,
    state,
    reason: textOf(data.reason) ?? 'Health check',
    ageMs: numberOf(data.age_ms) ?? 0,
    skewMs: numberOf(data.skew_ms),
    intervalSeconds: numberOf(data.interval_seconds),
    responseTimeMs: row.response_time_ms ?? undefined,
    error: row.error_message ?? undefined,
    configVersion: textOf(data.config_version),
    agentVersion: textOf(data.agent_version),
    firmware: textOf(data.firmware),
    services: isObject(data.services) ? data.services : undefined,
    deviceInfo: isObject(data.device_info) ? data.device_info : undefined,
  };
}

function readSection(section: Section): readonly StoredReport[] {
  if (section.table !== healthChecks.name) return [];
  const reports: StoredReport[] = [];
  for (const row of readSectionRows(section, healthChecks, columns)) {
    const report = toReport(row);
    if (report !== undefined) reports.push(report);
  }
  return reports;
}

/**
 * The reports in what a transaction of the drain stores, in the order of the spool. Read in slices: each
 * holds two JSON texts.
 */
export async function readReports(
  batches: readonly Batch[],
  clock: Pick<Clock, 'monotonicMs'>,
): Promise<readonly StoredReport[]> {
  const reports: StoredReport[] = [];
  await inSlices(
    batches.filter(({ door }) => reportDoors.includes(door)),
    ({ sections }) => {
      for (const section of sections) reports.push(...readSection(section));
    },
    { clock, sliceMs: limits.drainSliceMilliseconds },
  );
  return reports;
}
