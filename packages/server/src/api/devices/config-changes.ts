import { rollBackChange } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { ClosedLoop } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface ConfigChangesDependencies extends BindDependencies {
  readonly closedLoop: Pick<ClosedLoop, 'rollBack'>;
}

/** Binds what people do with changes of configuration. */
export function bindConfigChanges(app: FastifyInstance, deps: ConfigChangesDependencies): void {
  bindRoute(app, rollBackChange, deps, (call) =>
    deps.closedLoop.rollBack(call.parameters.id, call.body.reason, actorOfCall(call)),
  );
}
