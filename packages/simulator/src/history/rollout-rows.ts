import { updateFailures } from '../device/update-failures.ts';
import type { ConfigChange, DeviceHistory, UpdateEnd } from './device-history.ts';
import type { HistoryRow } from './history-rows.ts';
import type { Rollout } from './rollout-plan.ts';

const jobType = 'config_update';

interface TargetEnd extends UpdateEnd {
  readonly deviceId: string;
}

function rowsOfTarget({ jobId, atMs, version }: Rollout, end: TargetEnd): readonly HistoryRow[] {
  const { deviceId, failsIn, durationMs } = end;
  const endedAtMs = atMs + durationMs;
  const timestamp = new Date(endedAtMs).toISOString();
  const target = { timestamp, job_id: jobId, job_type: jobType, device_id: deviceId };
  const base = { ...target, duration_ms: durationMs, retry_count: 0, initiated_by: 'system' };
  if (failsIn === undefined) {
    return [{ table: 'job_outcomes', atMs: endedAtMs, row: { ...base, status: 'success' } }];
  }
  const { code: error_code, words } = updateFailures[failsIn];
  const error_message = `Agent ${deviceId} failed to apply configuration update: ${words}`;
  const failed = { ...base, status: 'failed', error_code, error_message };
  const error = {
    timestamp,
    category: 'external_service',
    severity: 'error',
    error_code,
    error_message,
    stack_trace: `Error: ${words}\n    at ${failsIn} (agent/apply-configuration)`,
    device_id: deviceId,
    context: { job_id: jobId, config_version: version },
  };
  return [
    { table: 'job_outcomes', atMs: endedAtMs, row: failed },
    { table: 'error_logs', atMs: endedAtMs, row: error },
  ];
}

/** Carries a rollout out on the terminals of its site, and tells how each of them and all ended. */
export function runRollout(
  rollout: Rollout,
  devices: readonly DeviceHistory[],
  kind: Pick<ConfigChange, 'changeType' | 'isTakenBack'>,
): readonly HistoryRow[] {
  const { jobId, siteId, atMs, version } = rollout;
  const ends = devices.map((device) => ({
    deviceId: device.deviceId,
    ...device.update(atMs, { jobId, version, ...kind }),
  }));
  const failed = ends.filter(({ failsIn }) => failsIn !== undefined).length;
  const good = ends.length - failed;
  const status = failed === 0 ? 'success' : good === 0 ? 'failed' : 'partial';
  const durationMs = Math.max(0, ...ends.map((end) => end.durationMs));
  const message = `Failed to apply to ${failed}/${ends.length} devices`;
  const summary: HistoryRow = {
    table: 'job_outcomes',
    atMs: atMs + durationMs,
    row: {
      timestamp: new Date(atMs + durationMs).toISOString(),
      job_id: jobId,
      job_type: jobType,
      device_id: null,
      status,
      duration_ms: durationMs,
      retry_count: 0,
      initiated_by: 'system',
      ...(failed === 0 ? {} : { error_message: message }),
      extra_data: {
        site_id: siteId,
        total_devices: ends.length,
        successful_pushes: good,
        failed_pushes: failed,
        config_version: version,
      },
    },
  };
  return [...ends.flatMap((end) => rowsOfTarget(rollout, end)), summary];
}
