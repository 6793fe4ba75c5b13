import { limits } from '../../kernel/index.ts';
import { estimateSkew } from './clock-skew.ts';
import type { HeldDevice } from './held-device.ts';
import type { StoredReport } from './read-reports.ts';
import type { StateChange } from './state-change.ts';
import { changeTimeOf, clipReason } from './state-change.ts';

/** What a device is after some reports. */
export interface Folded {
  readonly device: HeldDevice;
  readonly changes: readonly StateChange[];
  /** The report whose facts are those of the device now; undefined where all were late. */
  readonly newest: StoredReport | undefined;
}

/** Whether a later report of the device was stored before this one. */
const isOvertaken = (device: HeldDevice, report: StoredReport): boolean =>
  report.receivedAtMs < (device.lastSeenMs ?? Number.NEGATIVE_INFINITY);

/**
 * Whether a report tells of the past only: the device kept it while it could not send, or it arrived
 * before the connection was lost for which the device was found offline since.
 */
function isPast(device: HeldDevice, report: StoredReport): boolean {
  const intervalMs = (report.intervalSeconds ?? device.intervalSeconds) * 1_000;
  if (report.ageMs > limits.silentIntervalsMax * intervalMs) return true;
  const lostAtMs = device.disconnectedAtMs ?? Number.NEGATIVE_INFINITY;
  return device.status === 'offline' && report.receivedAtMs < lostAtMs;
}

/** What any report says by its arrival: that the device is there, and what its clock shows. */
function meet(device: HeldDevice, { receivedAtMs, skewMs }: StoredReport): HeldDevice {
  const isBack = receivedAtMs >= (device.disconnectedAtMs ?? Number.NEGATIVE_INFINITY);
  return {
    ...device,
    lastSeenMs: receivedAtMs,
    disconnectedAtMs: isBack ? null : device.disconnectedAtMs,
    clockSkewMs:
      skewMs === undefined ? (device.clockSkewMs ?? 0) : estimateSkew(device.clockSkewMs, skewMs),
  };
}

function changeOf(device: HeldDevice, report: StoredReport): StateChange {
  return {
    device,
    previousState: device.status,
    newState: report.state,
    reason: report.reason,
    changedBy: 'system',
    atMs: changeTimeOf(device, report.receivedAtMs),
    extraData: {
      response_time_ms: report.responseTimeMs,
      services: report.services,
      config_version: report.configVersion,
      error: report.error,
    },
  };
}

/**
 * What reports, in the order in which they arrived, make of a device. A report that was overtaken
 * changes nothing, one of the past only what the arrival says; any other gives the device its state,
 * except in maintenance, which people and jobs end.
 */
export function foldReports(held: HeldDevice, reports: readonly StoredReport[]): Folded {
  let device = held;
  let newest: StoredReport | undefined;
  const changes: StateChange[] = [];
  for (const report of reports) {
    if (isOvertaken(device, report)) continue;
    const past = isPast(device, report);
    device = meet(device, report);
    if (past) continue;
    newest = report;
    const { intervalSeconds = device.intervalSeconds } = report;
    device = { ...device, intervalSeconds };
    if (device.status === 'maintenance') continue;
    const statusReason = clipReason(report.reason);
    if (device.status !== report.state) {
      const change = changeOf(device, report);
      changes.push(change);
      device = { ...device, status: report.state, statusSinceMs: change.atMs };
    }
    device = { ...device, statusReason };
  }
  return { device, changes, newest };
}
