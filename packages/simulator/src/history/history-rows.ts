import type { ServiceState } from '@homepot/catalogue';
import type { DeviceReading } from '../device/device-model.ts';

/** One row of a simulated past, as its table takes it. */
export interface HistoryRow {
  readonly table:
    | 'health_checks'
    | 'device_metrics'
    | 'device_state_history'
    | 'job_outcomes'
    | 'error_logs'
    | 'configuration_history';
  readonly atMs: number;
  /** Columns of the table; `timestamp` is ISO 8601. */
  readonly row: Readonly<Record<string, unknown>>;
}

const isoOf = (atMs: number): string => new Date(atMs).toISOString();

/** What `response_data` holds of a report. */
function responseDataOf(
  reading: DeviceReading,
  state: { readonly state: string; readonly reason: string },
  sequence: number,
  intervalSeconds: number,
): Readonly<Record<string, unknown>> {
  const services: Readonly<Record<string, ServiceState>> = reading.services;
  return {
    sequence,
    ...state,
    services,
    config_version: reading.config_version,
    firmware: reading.device_info.firmware,
    device_info: reading.device_info,
    interval_seconds: intervalSeconds,
  };
}

/** The rows that the house would have made of a report. */
export function rowsOfReport(
  deviceId: string,
  atMs: number,
  reading: DeviceReading,
  state: { readonly state: string; readonly reason: string },
  { sequence, intervalSeconds }: { sequence: number; intervalSeconds: number },
): readonly HistoryRow[] {
  const timestamp = isoOf(atMs);
  const { metrics, services, config_version, device_info } = reading;
  return [
    {
      table: 'health_checks',
      atMs,
      row: {
        timestamp,
        device_id: deviceId,
        is_healthy: reading.status === 'healthy',
        response_time_ms: reading.response_time_ms,
        response_data: responseDataOf(reading, state, sequence, intervalSeconds),
        error_message: reading.error?.message ?? null,
      },
    },
    {
      table: 'device_metrics',
      atMs,
      row: {
        timestamp,
        device_id: deviceId,
        ...metrics,
        extra_metrics: { services, config_version, device_info },
      },
    },
  ];
}

/** A change of state. */
export function rowOfChange(
  deviceId: string,
  atMs: number,
  change: { previous: string; next: string; reason: string },
  numbers: Readonly<Record<string, unknown>>,
): HistoryRow {
  return {
    table: 'device_state_history',
    atMs,
    row: {
      timestamp: isoOf(atMs),
      device_id: deviceId,
      previous_state: change.previous,
      new_state: change.next,
      changed_by: 'system',
      reason: change.reason,
      extra_data: numbers,
    },
  };
}
