import type { DeviceReport, DeviceState } from '@homepot/catalogue';
import { encodeSection } from '../src/drain/test/encode-section.ts';
import { createBatch } from '../src/drain/test/test-rows.ts';
import type { Batch } from '../src/spool/index.ts';

/** A report as a test tells it. */
export interface TestReport {
  readonly deviceId: string;
  readonly receivedAtMs: number;
  readonly state?: DeviceState;
  readonly reason?: string;
  readonly ageMs?: number;
  readonly skewMs?: number;
  readonly intervalSeconds?: number;
  readonly configVersion?: string;
  readonly services?: DeviceReport['services'];
  readonly responseTimeMs?: number;
  readonly error?: string;
}

/** A batch of one report, as the door makes it. */
export function createReportBatch(report: TestReport, overrides: Partial<Batch> = {}): Batch {
  const { deviceId, receivedAtMs, state = 'online', ageMs = 0, skewMs = 20 } = report;
  const data = {
    state,
    reason: report.reason ?? `Health check: ${state}`,
    age_ms: ageMs,
    skew_ms: skewMs,
    interval_seconds: report.intervalSeconds,
    config_version: report.configVersion,
    services: report.services,
  };
  const row = {
    timestamp: receivedAtMs - ageMs,
    received_at: receivedAtMs,
    provenance: 'real',
    device_id: deviceId,
    is_healthy: state === 'online',
    response_time_ms: report.responseTimeMs,
    response_data: JSON.stringify(data),
    error_message: report.error,
  };
  const section = encodeSection('health_checks', [row]);
  return createBatch([section], {
    scope: `device:${deviceId}`,
    door: 'mqtt',
    receivedAtMs,
    ...overrides,
  });
}
