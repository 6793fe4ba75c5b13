import type { FastifyInstance } from 'fastify';

/** For answers that are data: nothing in them may run or be shown in a frame. */
const dataPolicy =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** For pages of this server: only what it serves itself, and no script within the page. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Puts the headers on every answer; a page replaces the policy by `pagePolicy`. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': dataPolicy,
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
    });
    done();
  });
}
