import { createUuid } from '../../kernel/index.ts';
import type { Batch, Section } from '../../spool/index.ts';
import type { TestRow } from './encode-section.ts';
import { encodeSection } from './encode-section.ts';

/** Noon of today in UTC, so that rows some hours around it need few partitions. */
export const noonMs: number = Math.floor(Date.now() / 86_400_000) * 86_400_000 + 43_200_000;

/** One measurement of a device. */
export function createMetric(overrides: TestRow = {}): TestRow {
  return {
    timestamp: noonMs,
    received_at: noonMs,
    provenance: 'real',
    device_id: 'pos-terminal-001',
    cpu_percent: 12.5,
    memory_percent: 40,
    transaction_volume: 99.95,
    ...overrides,
  };
}

/** One request that an API answered. */
export function createRequest(overrides: TestRow = {}): TestRow {
  return {
    timestamp: noonMs,
    received_at: noonMs,
    provenance: 'real',
    endpoint: '/api/v1/sites',
    method: 'GET',
    status_code: 200,
    response_time_ms: 17,
    ...overrides,
  };
}

/** That many measurements, a second apart. */
export function listMetrics(count: number, overrides: TestRow = {}): readonly TestRow[] {
  return Array.from({ length: count }, (_, i) =>
    createMetric({ timestamp: noonMs + i * 1_000, ...overrides }),
  );
}

/** A batch of one sender. */
export function createBatch(sections: readonly Section[], overrides: Partial<Batch> = {}): Batch {
  const receivedAtMs = Date.now();
  return {
    scope: 'key:test',
    batchId: createUuid(receivedAtMs),
    door: 'http',
    provenance: 'real',
    receivedAtMs,
    sections,
    ...overrides,
  };
}

/** A batch of measurements. */
export function createMetricsBatch(
  rows: readonly TestRow[],
  overrides: Partial<Batch> = {},
): Batch {
  return createBatch([encodeSection('device_metrics', rows)], overrides);
}

/** A batch of requests. */
export function createRequestsBatch(
  rows: readonly TestRow[],
  overrides: Partial<Batch> = {},
): Batch {
  return createBatch([encodeSection('api_request_logs', rows)], overrides);
}
