import {
  readApiPerformance,
  readDeviceStateHistory,
  readErrorTrends,
  readJobOutcomes,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../http/index.ts';
import * as query from '../query/index.ts';
import type { ReadDependencies } from './analytics.ts';
import { goneSignal } from './gone-signal.ts';

/** Binds the metrics. */
export function bindMetrics(app: FastifyInstance, deps: ReadDependencies): void {
  bindRoute(app, readApiPerformance, deps, (call) =>
    query.readApiPerformance(deps, call.query, goneSignal(call.reply)),
  );
  bindRoute(app, readJobOutcomes, deps, (call) =>
    query.readJobOutcomes(deps, call.query, goneSignal(call.reply)),
  );
  bindRoute(app, readErrorTrends, deps, (call) =>
    query.readErrorTrends(deps, call.query, goneSignal(call.reply)),
  );
  bindRoute(app, readDeviceStateHistory, deps, ({ parameters, query: asked, reply }) =>
    query.readDeviceStateHistory(deps, parameters.device_id, asked, goneSignal(reply)),
  );
}
