import {
  createLoginLink,
  createUser,
  disableUser,
  listUsers,
  showUser,
  updateUser,
} from '@homepot/catalogue';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Auth } from '../../auth/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface UsersDependencies extends BindDependencies {
  readonly auth: Auth;
}

/** The address of this server as the caller knows it, or as PUBLIC_URL says. */
function baseUrl(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl?.replace(/\/+$/, '') ?? `${request.protocol}://${request.host}`;
}

/** Binds what administrators do with users. */
export function bindUsers(app: FastifyInstance, deps: UsersDependencies): void {
  const { users, loginLinks } = deps.auth;
  bindRoute(app, listUsers, deps, ({ query }) => users.list(query));
  bindRoute(app, createUser, deps, (call) => users.create(call.body, actorOfCall(call)));
  bindRoute(app, showUser, deps, ({ parameters }) => users.read(parameters.username));
  bindRoute(app, updateUser, deps, (call) =>
    users.update(call.parameters.username, call.body, actorOfCall(call)),
  );
  bindRoute(app, disableUser, deps, async (call) => {
    await users.update(call.parameters.username, { is_active: false }, actorOfCall(call));
  });
  bindRoute(app, createLoginLink, deps, async (call) => {
    const link = await loginLinks.create(call.parameters.username, actorOfCall(call));
    call.reply.header('cache-control', 'no-store');
    return {
      url: `${baseUrl(call.request, deps.publicUrl)}${link.path}`,
      expires_at: new Date(link.expiresAtMs).toISOString(),
    };
  });
}
