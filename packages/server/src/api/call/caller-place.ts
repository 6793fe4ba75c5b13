import type { FastifyRequest } from 'fastify';
import type { Actor, CallerPlace, Principal } from '../../auth/index.ts';
import { actorOf } from '../../auth/index.ts';

/** Where a request comes from, for sessions and the audit trail. */
export function placeOf(request: FastifyRequest): CallerPlace {
  return { address: request.ip, userAgent: request.headers['user-agent'] };
}

/** Who does what a request asks for, for the audit trail. */
export function actorOfCall(call: {
  readonly principal: Principal;
  readonly request: FastifyRequest;
}): Actor {
  return actorOf(call.principal, placeOf(call.request));
}
