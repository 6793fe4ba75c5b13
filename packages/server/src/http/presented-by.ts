import type { FastifyRequest } from 'fastify';
import type { PresentedCredentials } from '../auth/index.ts';

/** The first value of a header. */
export const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** What a request proves itself with. */
export const presentedBy = (request: FastifyRequest): PresentedCredentials => ({
  authorization: request.headers.authorization,
  apiKey: headerOf(request, 'x-api-key'),
  cookie: request.headers.cookie,
});
