import type { FastifyReply, FastifyRequest } from 'fastify';
import { createEndedCookie, createSessionCookie, isCookieSecure } from '../../auth/index.ts';

function isSecure(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const { forwarded, 'x-forwarded-for': forwardedFor, via } = request.headers;
  return isCookieSecure({
    overTls: request.protocol === 'https',
    hostname: request.hostname,
    forwarded: (forwarded ?? forwardedFor ?? via) !== undefined,
    publicUrl,
  });
}

/** Hands the browser the token of its session, or takes it back where there is none. */
export function setSessionCookie(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  token: string | undefined,
  publicUrl: string | undefined,
): void {
  const secure = isSecure(request, publicUrl);
  const cookie =
    token === undefined ? createEndedCookie(secure) : createSessionCookie(token, secure);
  reply.header('set-cookie', cookie).header('cache-control', 'no-store');
}
