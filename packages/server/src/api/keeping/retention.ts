import {
  createRetentionHold,
  listRetentionHolds,
  listRetentionPolicies,
  listRetentionRuns,
  planRetention,
  readRetention,
  releaseRetentionHold,
  resetRetentionPolicy,
  setRetentionPolicy,
  showRetentionRun,
  startRetentionRun,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import type { Retention } from '../../retention/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface RetentionDependencies extends BindDependencies {
  readonly retention: Retention;
}

/** Binds what is kept, for how long, and what left. */
export function bindRetention(app: FastifyInstance, deps: RetentionDependencies): void {
  const { retention } = deps;
  const { policies, holds, history } = retention;
  bindRoute(app, readRetention, deps, () => retention.overview());
  bindRoute(app, planRetention, deps, ({ query }) => retention.plan(query.table));
  bindRoute(app, listRetentionPolicies, deps, async () => ({ data: [...(await policies.list())] }));
  bindRoute(app, setRetentionPolicy, deps, (call) =>
    policies.set(call.parameters.table, call.body, actorOfCall(call)),
  );
  bindRoute(app, resetRetentionPolicy, deps, (call) =>
    policies.reset(call.parameters.table, actorOfCall(call)),
  );
  bindRoute(app, listRetentionHolds, deps, async () => ({ data: [...(await holds.list())] }));
  bindRoute(app, createRetentionHold, deps, (call) => holds.create(call.body, actorOfCall(call)));
  bindRoute(app, releaseRetentionHold, deps, (call) =>
    holds.release(call.parameters.id, actorOfCall(call)),
  );
  bindRoute(app, startRetentionRun, deps, (call) => history.ask(actorOfCall(call)));
  bindRoute(app, listRetentionRuns, deps, ({ query }) => history.list(query));
  bindRoute(app, showRetentionRun, deps, ({ parameters }) => history.read(parameters.id));
}
