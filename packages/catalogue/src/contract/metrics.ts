import { readApiPerformance } from './metrics/api-performance.ts';
import { readDevicePerformance } from './metrics/device-performance.ts';
import { readDeviceStateHistory } from './metrics/device-state-history.ts';
import { readErrorTrends } from './metrics/error-trends.ts';
import { readErrorsByTool } from './metrics/errors-by-tool.ts';
import { readHealthMetrics } from './metrics/health-metrics.ts';
import { readJobOutcomes } from './metrics/job-outcomes.ts';
import { readLatencyHeat } from './metrics/latency-heat.ts';
import { readNamedMetrics } from './metrics/named-metrics.ts';
import { readOverview } from './metrics/overview.ts';
import { readToolRetryLoops } from './metrics/tool-retry-loops.ts';
import { readToolUsage } from './metrics/tool-usage.ts';
import { readUserActivity } from './metrics/user-activity.ts';
import type { Route } from './route.ts';

/** Every route of this resource. */
export const metricRoutes: readonly Route[] = [
  readOverview,
  readApiPerformance,
  readJobOutcomes,
  readErrorTrends,
  readErrorsByTool,
  readToolUsage,
  readToolRetryLoops,
  readUserActivity,
  readHealthMetrics,
  readNamedMetrics,
  readLatencyHeat,
  readDevicePerformance,
  readDeviceStateHistory,
];
