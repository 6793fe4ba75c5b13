import type { Database } from '../src/store/index.ts';
import type { Reading } from './synthetic-fleet.ts';

const insertMetrics = `
INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id, cpu_percent,
  network_latency_ms, error_rate, transaction_count)
SELECT to_timestamp(at / 1000), to_timestamp(at / 1000), 'simulated', $1, cpu, latency, errors, count
FROM unnest($2::float8[], $3::float8[], $4::float8[], $5::float8[], $6::int[])
  AS given (at, cpu, latency, errors, count)`;

const insertReports = `
INSERT INTO health_checks ("timestamp", received_at, provenance, device_id, is_healthy,
  response_time_ms)
SELECT to_timestamp(at / 1000), to_timestamp(at / 1000), 'simulated', $1, healthy, response
FROM unnest($2::float8[], $3::boolean[], $4::int[]) AS given (at, healthy, response)`;

/** Stores what a device measured, as the door would have. */
export async function storeReadings(
  database: Database,
  deviceId: string,
  readings: readonly Reading[],
): Promise<void> {
  const at = readings.map(({ atMs }) => atMs);
  await database.query(insertMetrics, [
    deviceId,
    at,
    readings.map(({ cpu }) => cpu),
    readings.map(({ latency }) => latency),
    readings.map(({ errorRate }) => errorRate),
    readings.map(({ transactions }) => transactions),
  ]);
  await database.query(insertReports, [
    deviceId,
    at,
    readings.map(({ isHealthy }) => isHealthy),
    readings.map(({ response }) => Math.round(response)),
  ]);
}
