import type { FastifyRequest } from 'fastify';
import type { Principal } from '../auth/index.ts';

// Kept beside the requests and not on them, so that no room adds fields to Fastify's types.
const principals = new WeakMap<FastifyRequest, Principal>();

/** Who made the request; anonymous until its credential was checked. */
export function principalOf(request: FastifyRequest): Principal {
  return principals.get(request) ?? { kind: 'anonymous' };
}

/** Remembers who made the request, for as long as the request lives. */
export function rememberPrincipal(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
}
