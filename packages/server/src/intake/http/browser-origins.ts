import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../auth/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';

/** The origin of the page that asks, where its key may stand there. */
function allowedOrigin(request: FastifyRequest, principal: Principal): string | undefined {
  const { origin } = request.headers;
  if (principal.kind !== 'key' || origin === undefined) return undefined;
  return principal.allowedOrigins?.includes(origin) === true ? origin : undefined;
}

/**
 * Lets a page read the answer, if its key may stand there. Never with credentials: no cookie of this
 * house means anything here.
 */
export function admitOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  principal: Principal,
): void {
  // Caches must not hand an answer for one origin to another.
  reply.header('vary', 'Origin');
  const origin = allowedOrigin(request, principal);
  if (origin === undefined) return;
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'Retry-After',
    // A beacon is sent without asking to read the answer.
    'cross-origin-resource-policy': 'cross-origin',
  });
}

/** What a page is told that asks whether it may send. */
export function admitPreflight(reply: FastifyReply): void {
  reply.headers({
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'Content-Type, X-API-Key, Authorization',
    'access-control-max-age': String(limits.preflightKeptSeconds),
  });
}

/** Throws origin_refused unless the page that sends is of an origin of its key. */
export function requireOrigin(request: FastifyRequest, principal: Principal): void {
  if (allowedOrigin(request, principal) !== undefined) return;
  throw new HomepotError('origin_refused', {
    message:
      request.headers.origin === undefined
        ? 'This key is taken from web pages alone, which say their origin'
        : 'This key may not stand in pages of that origin',
  });
}
