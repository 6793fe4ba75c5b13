import fastifyRateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { batchScopeOf } from '../../auth/index.ts';
import { principalOf } from '../../http/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';

/** Whom a request counts for: its credential, or its address where it has none that is good. */
function callerKey(request: FastifyRequest): string {
  const principal = principalOf(request);
  return principal.kind === 'anonymous'
    ? `address:${normalizeIP(request.ip)}`
    : batchScopeOf(principal);
}

/**
 * Limits the requests of one caller and tells how many are left in `RateLimit-*` headers. The
 * callers that are remembered are limited in number; the one not seen for longest is forgotten.
 */
export async function limitRate(app: FastifyInstance, perMinute: number): Promise<void> {
  await app.register(fastifyRateLimit, {
    max: perMinute,
    timeWindow: 60_000,
    cache: limits.rateLimitedCallersMax,
    enableDraftSpec: true,
    keyGenerator: callerKey,
    errorResponseBuilder: (_request, { ttl }) =>
      new HomepotError('rate_limited', {
        message: `More than ${perMinute} requests a minute`,
        retryAfterSeconds: Math.ceil(ttl / 1000),
      }),
  });
}
