import {
  listErrorGroups,
  mergeErrorGroups,
  showErrorGroup,
  unmergeErrorGroup,
  updateErrorGroup,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Errors } from '../../errors/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';
import { goneSignal } from '../call/gone-signal.ts';

export interface ErrorsDependencies extends BindDependencies {
  readonly errors: Errors;
}

/** Binds the inbox of errors. */
export function bindErrors(app: FastifyInstance, deps: ErrorsDependencies): void {
  const { errors } = deps;
  bindRoute(app, listErrorGroups, deps, ({ query, reply }) =>
    errors.list(query, goneSignal(reply)),
  );
  bindRoute(app, showErrorGroup, deps, ({ parameters, query, reply }) =>
    errors.show(parameters.fingerprint, query, goneSignal(reply)),
  );
  bindRoute(app, updateErrorGroup, deps, (call) =>
    errors.update(call.parameters.fingerprint, call.body, actorOfCall(call)),
  );
  bindRoute(app, mergeErrorGroups, deps, (call) =>
    errors.merge(call.parameters.fingerprint, call.body, actorOfCall(call)),
  );
  bindRoute(app, unmergeErrorGroup, deps, (call) =>
    errors.unmerge(call.parameters.fingerprint, actorOfCall(call)),
  );
}
