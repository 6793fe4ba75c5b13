import type { DeviceReport } from '@homepot/catalogue';
import { reportedState } from '@homepot/catalogue';
import type { TogetherPart } from '../create-intake.ts';
import type { CheckedReport } from './read-report.ts';

/**
 * When a report was measured, by the clock of this server.
 *
 * The clock of the device is believed, for a report may have waited for days. But one that is sent
 * from the future comes from a clock that runs ahead, for certain; then only the distance of the two
 * instants counts, which that clock tells well.
 */
const aheadMsMax = 1_000;

/** 24 days: what a device remembers of its clock is a number of four bytes. */
const millisecondsMax = 2_147_483_647;

const withinBounds = (milliseconds: number): number =>
  Math.round(Math.max(-millisecondsMax, Math.min(milliseconds, millisecondsMax)));

function timestampOf(
  { report, measuredAtMs, sentAtMs }: CheckedReport,
  receivedAtMs: number,
): string {
  if (sentAtMs - receivedAtMs <= aheadMsMax) return report.measured_at;
  // An age of more than our clock has counted is no age; the window will not have it.
  const measuredByUs = Math.max(0, receivedAtMs - Math.max(0, sentAtMs - measuredAtMs));
  return new Date(measuredByUs).toISOString();
}

/** What is kept of a report beside the columns: what the fleet and people read of it. */
function responseDataOf(
  { report, measuredAtMs, sentAtMs }: CheckedReport,
  receivedAtMs: number,
): object {
  return {
    report_id: report.report_id,
    sequence: report.sequence,
    ...reportedState(report),
    services: report.services,
    config_version: report.config_version,
    agent_version: report.agent_version,
    firmware: report.device_info?.firmware,
    device_info: report.device_info,
    interval_seconds: report.interval_seconds,
    error_code: report.error?.code,
    age_ms: withinBounds(Math.max(0, sentAtMs - measuredAtMs)),
    skew_ms: withinBounds(receivedAtMs - sentAtMs),
  };
}

/** The facts of a report without those that it does not say, so that nothing is stored as null. */
const withoutAbsent = (facts: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));

function metricsRow(report: DeviceReport, deviceId: string, timestamp: string): object {
  const { services, config_version, device_info } = report;
  return {
    ...report.metrics,
    timestamp,
    device_id: deviceId,
    extra_metrics: withoutAbsent({ services, config_version, device_info }),
  };
}

/** The rows that a report becomes: that of `health_checks`, and what it measured where it did. */
export function reportRows(
  checked: CheckedReport,
  deviceId: string,
  receivedAtMs: number,
): readonly TogetherPart[] {
  const { report } = checked;
  const timestamp = timestampOf(checked, receivedAtMs);
  const health = {
    timestamp,
    device_id: deviceId,
    is_healthy: report.status === 'healthy',
    response_time_ms: report.response_time_ms,
    response_data: withoutAbsent(responseDataOf(checked, receivedAtMs)),
    error_message: report.error?.message,
  };
  const parts = [{ table: 'health_checks', records: [withoutAbsent(health)] }];
  if (Object.keys(report.metrics ?? {}).length === 0) return parts;
  return [
    ...parts,
    { table: 'device_metrics', records: [metricsRow(report, deviceId, timestamp)] },
  ];
}
