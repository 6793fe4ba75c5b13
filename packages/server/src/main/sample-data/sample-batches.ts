import { createRandom } from './random.ts';
import {
  createDeviceMetrics,
  createDeviceStates,
  createHealthChecks,
} from './sample-device-telemetry.ts';
import type { SampleRecord } from './sample-record.ts';
import { createErrors, createJobOutcomes } from './sample-trouble-telemetry.ts';
import {
  createActivities,
  createPerformanceMetrics,
  createRequests,
  createToolUsage,
} from './sample-usage-telemetry.ts';

/** The records of one table, all older than the instant they were made for. */
export interface SampleBatch {
  readonly table: string;
  readonly batchId: string;
  readonly records: readonly SampleRecord[];
}

const makers = {
  api_request_logs: createRequests,
  user_activities: createActivities,
  device_state_history: createDeviceStates,
  health_checks: createHealthChecks,
  device_metrics: createDeviceMetrics,
  job_outcomes: createJobOutcomes,
  error_logs: createErrors,
  tool_usage_logs: createToolUsage,
  performance_metrics: createPerformanceMetrics,
} as const;

/**
 * A batch for every telemetry table. The same instant (milliseconds since 1970) gives the same
 * batches with the same ids, so that what was interrupted can be done again.
 */
export function createSampleBatches(atMs: number): readonly SampleBatch[] {
  return Object.entries(makers).map(([table, create], index) => ({
    table,
    batchId: `sample-${atMs}-${table}`,
    records: create(atMs, createRandom(index + 1)),
  }));
}
