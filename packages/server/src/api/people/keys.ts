import { createKey, listKeys, revokeKey } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Auth } from '../../auth/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface KeysDependencies extends BindDependencies {
  readonly auth: Auth;
}

/** Binds what administrators do with API keys. */
export function bindKeys(app: FastifyInstance, deps: KeysDependencies): void {
  const { apiKeys } = deps.auth;
  bindRoute(app, listKeys, deps, ({ query }) => apiKeys.list(query));
  bindRoute(app, createKey, deps, (call) => {
    call.reply.header('cache-control', 'no-store');
    return apiKeys.create(call.body, actorOfCall(call));
  });
  bindRoute(app, revokeKey, deps, (call) => apiKeys.revoke(call.parameters.id, actorOfCall(call)));
}
