import type { Random } from './random.ts';
import { around, wholeNumber } from './random.ts';
import type { SampleDevice } from './sample-fleet.ts';
import { sampleConfigVersion, sampleDeviceInfo, sampleDevices } from './sample-fleet.ts';
import type { SampleRecord } from './sample-record.ts';
import { before, hourMs, minuteMs } from './sample-record.ts';

/** The terminal whose payment gateway does not answer, and since when. */
const troubled = 12;
const troubleHours = 6;
const metricsHours = 24;
const healthHours = 24;

const isTroubled = (device: SampleDevice, agoMs: number): boolean =>
  device.number === troubled && agoMs < troubleHours * hourMs;

const servicesOf = (trouble: boolean) => ({
  pos_app: trouble ? 'error' : 'running',
  payment_gateway: trouble ? 'disconnected' : 'connected',
  network: 'connected',
});

function metricsOf(
  device: SampleDevice,
  atMs: number,
  agoMs: number,
  random: Random,
): SampleRecord {
  const trouble = isTroubled(device, agoMs);
  const transactions = wholeNumber(random, 20, 60) + device.number;
  return {
    timestamp: before(atMs, agoMs),
    device_id: device.deviceId,
    cpu_percent: around(random, trouble ? 72 : 38, 9),
    memory_percent: around(random, trouble ? 70 : 55, 6),
    disk_percent: around(random, 37, 1),
    network_latency_ms: around(random, 24, 12),
    transaction_count: transactions,
    transaction_volume: (transactions * 23.4).toFixed(2),
    currency: 'GBP',
    error_rate: trouble ? around(random, 9, 3) : around(random, 0.4, 0.3),
    active_connections: wholeNumber(random, 2, 9),
    queue_depth: wholeNumber(random, 0, trouble ? 18 : 3),
    extra_metrics: {
      config_version: sampleConfigVersion,
      services: servicesOf(trouble),
      device_info: sampleDeviceInfo,
    },
  };
}

/** Measurements of every terminal each half hour of the last day. */
export function createDeviceMetrics(atMs: number, random: Random): SampleRecord[] {
  return sampleDevices.flatMap((device) =>
    Array.from({ length: metricsHours * 2 }, (_, step) =>
      metricsOf(device, atMs, (step + 1) * 30 * minuteMs - device.number * 1_000, random),
    ),
  );
}

function healthOf(device: SampleDevice, atMs: number, agoMs: number, random: Random): SampleRecord {
  const trouble = isTroubled(device, agoMs);
  const responseTimeMs = wholeNumber(random, 40, trouble ? 900 : 180);
  return {
    timestamp: before(atMs, agoMs),
    device_id: device.deviceId,
    is_healthy: !trouble,
    response_time_ms: responseTimeMs,
    status_code: trouble ? 500 : 200,
    endpoint: '/health',
    response_data: {
      status: trouble ? 'unhealthy' : 'healthy',
      config_version: sampleConfigVersion,
      response_time_ms: responseTimeMs,
      services: servicesOf(trouble),
    },
    error_message: trouble ? 'Payment gateway timeout' : null,
  };
}

/** A health report of every terminal each hour of the last day. */
export function createHealthChecks(atMs: number, random: Random): SampleRecord[] {
  return sampleDevices.flatMap((device) =>
    Array.from({ length: healthHours }, (_, hour) =>
      healthOf(device, atMs, (hour + 1) * hourMs - device.number * 2_000, random),
    ),
  );
}

const change = (
  device: SampleDevice,
  timestamp: string,
  [previous_state, new_state]: readonly [string, string],
  reason: string,
): SampleRecord => ({
  timestamp,
  device_id: device.deviceId,
  previous_state,
  new_state,
  changed_by: 'system',
  reason,
});

/** Every terminal came online a week ago; some had an hour of trouble since, one still has. */
export function createDeviceStates(atMs: number, random: Random): SampleRecord[] {
  return sampleDevices.flatMap((device) => {
    const online = change(
      device,
      before(atMs, 167 * hourMs),
      ['unknown', 'online'],
      'First report',
    );
    if (device.number === troubled) {
      const since = before(atMs, troubleHours * hourMs);
      return [online, change(device, since, ['online', 'error'], 'Payment gateway timeout')];
    }
    if (device.number % 3 !== 0) return [online];
    const agoMs = wholeNumber(random, 30, 150) * hourMs;
    return [
      online,
      change(device, before(atMs, agoMs), ['online', 'offline'], 'No report for 5 minutes'),
      change(device, before(atMs, agoMs - hourMs), ['offline', 'online'], 'Reports again'),
    ];
  });
}
