import { beginDemo, finishDemo, removeSimulated } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Demo } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface DemoDependencies extends BindDependencies {
  readonly demo: Demo;
}

/** Binds the making and removing of a played past. */
export function bindDemo(app: FastifyInstance, deps: DemoDependencies): void {
  const { demo } = deps;
  bindRoute(app, beginDemo, deps, ({ body }) => demo.begin(body));
  bindRoute(app, finishDemo, deps, (call) => demo.finish(call.body, actorOfCall(call)));
  bindRoute(app, removeSimulated, deps, (call) => demo.remove(actorOfCall(call)));
}
