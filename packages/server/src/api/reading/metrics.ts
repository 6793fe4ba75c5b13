import {
  readApiPerformance,
  readDevicePerformance,
  readDeviceStateHistory,
  readErrorsByTool,
  readErrorTrends,
  readHealthMetrics,
  readJobOutcomes,
  readLatencyHeat,
  readNamedMetrics,
  readOverview,
  readToolRetryLoops,
  readToolUsage,
  readUserActivity,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../../http/index.ts';
import * as query from '../../query/index.ts';
import { goneSignal } from '../call/gone-signal.ts';
import type { ReadDependencies } from './read-dependencies.ts';

/** Each metric of the whole house, and what reads it. */
const houseMetrics = [
  [readOverview, query.readOverview],
  [readApiPerformance, query.readApiPerformance],
  [readJobOutcomes, query.readJobOutcomes],
  [readErrorTrends, query.readErrorTrends],
  [readErrorsByTool, query.readErrorsByTool],
  [readToolUsage, query.readToolUsage],
  [readToolRetryLoops, query.readToolRetryLoops],
  [readUserActivity, query.readUserActivity],
  [readHealthMetrics, query.readHealthMetrics],
  [readNamedMetrics, query.readNamedMetrics],
  [readLatencyHeat, query.readLatencyHeat],
] as const;

/** Each metric of one device, and what reads it. */
const deviceMetrics = [
  [readDevicePerformance, query.readDevicePerformance],
  [readDeviceStateHistory, query.readDeviceStateHistory],
] as const;

/** Binds the metrics. */
export function bindMetrics(
  app: FastifyInstance,
  deps: ReadDependencies & query.DevicePerformanceDeps,
): void {
  for (const [route, read] of houseMetrics) {
    bindRoute(app, route, deps, (call) =>
      read(deps, call.query as query.Parameters, goneSignal(call.reply)),
    );
  }
  for (const [route, read] of deviceMetrics) {
    bindRoute(app, route, deps, ({ parameters, query: asked, reply }) =>
      read(deps, parameters.device_id, asked as query.Parameters, goneSignal(reply)),
    );
  }
}
