import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createErrorPage } from './error-page.ts';
import { pagePolicy } from './security-headers.ts';

const info = {
  title: 'HOMEPOT',
  description:
    'Collects what the terminals, APIs, people and tools of a retailer do, loses none of it and answers questions about it. Errors are listed on [/docs/errors](/docs/errors).',
};

/** Describes the routes that are bound after it as OpenAPI 3.1. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { ...info, version },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'homepot_session' },
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'A token, an API key or the credential of a device.',
          },
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
          queryKey: {
            type: 'apiKey',
            in: 'query',
            name: 'key',
            description: 'A key that stands in a web page.',
          },
        },
      },
    },
  });
}

/** Serves the pages for people, which need nothing from outside, and `/openapi.json`. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: pagePolicy,
    theme: { title: 'HOMEPOT API' },
    // All routes at once would keep a browser busy for half a minute.
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none', deepLinking: true },
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  app.get('/docs/errors', { schema: { hide: true } }, (_request, reply) =>
    reply
      .header('content-security-policy', pagePolicy)
      .type('text/html; charset=utf-8')
      .send(createErrorPage()),
  );
}
