import type { DeviceReport } from '@homepot/catalogue';

let sequence = 0;

/** A good report, measured and sent now, with an id of its own. */
export function testReport(changes: Partial<DeviceReport> = {}): DeviceReport {
  sequence += 1;
  const now = new Date().toISOString();
  return {
    report_id: `r-${process.pid}-${sequence}`,
    sequence,
    measured_at: now,
    sent_at: now,
    interval_seconds: 5,
    status: 'healthy',
    response_time_ms: 12,
    services: { pos_app: 'running', database: 'connected' },
    metrics: { cpu_percent: 20 + (sequence % 60), memory_percent: 50, transaction_volume: 12.5 },
    config_version: '1.0.0',
    device_info: { model: 'POS-Terminal-X1', firmware: '2.4.1', uptime_seconds: 60 },
    ...changes,
  };
}
