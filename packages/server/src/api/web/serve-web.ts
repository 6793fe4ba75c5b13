import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../../http/index.ts';
import { dashboardFolder as folder, readDashboardPage } from './dashboard-page.ts';

/** Paths that are never pages, so that what asks there is told so in the form that it expects. */
const notPages = /^\/(api|sdk|assets|docs|health|metrics|openapi\.json|analytics-stream)(\/|$)/;

async function sendPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  try {
    const { bytes, etag, policy } = await readDashboardPage();
    reply.headers({ etag, 'cache-control': 'no-cache', 'content-security-policy': policy });
    if ((request.headers['if-none-match'] ?? '').includes(etag)) return reply.code(304).send();
    return reply.code(200).type('text/html; charset=utf-8').send(bytes);
  } catch (error) {
    return sendProblem(error, request, reply);
  }
}

/**
 * Answers a browser that goes to a path of the dashboard with its page, which then shows what the path
 * names. Undefined where somebody else asks: programs are told that there is nothing.
 */
export function answerNavigation(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> | undefined {
  const { method, url, headers } = request;
  const isNavigation =
    (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true;
  return isNavigation && !notPages.test(url.split('?', 1)[0] ?? '')
    ? sendPage(request, reply)
    : undefined;
}

/** A worker has the policy that its file comes with: it asks this server, and does nothing else. */
const workerPolicy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const isWorker = (file: string): boolean => /-worker-[\w-]+\.js(\.br|\.gz)?$/.test(file);

/**
 * Serves the dashboard: its page under `/`, and its files, whose names change with their content, so that a
 * browser keeps them for ever. The request log leaves all of it out.
 */
export async function serveWeb(app: FastifyInstance): Promise<void> {
  const quiet = { schema: { hide: true }, config: { rateLimit: false as const } };
  app.get('/', quiet, sendPage);
  await app.register(fastifyStatic, {
    root: fileURLToPath(new URL('assets/', folder)),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    setHeaders: (answer, file) => {
      if (isWorker(file)) void answer.header('content-security-policy', workerPolicy);
    },
  });
  app.get('/icon.svg', quiet, (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=86400')
      .sendFile('icon.svg', fileURLToPath(folder)),
  );
}
