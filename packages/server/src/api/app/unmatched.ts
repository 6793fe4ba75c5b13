import type { FastifyInstance } from 'fastify';
import { sendProblem } from '../../http/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import { answerNavigation } from '../web/serve-web.ts';

interface KnownPath {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** A Fastify path as a pattern: `:name` is one step, `*` is the rest. */
function patternOf(url: string): RegExp {
  const text = url
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/:\w+/g, '[^/]+')
    .replaceAll('*', '.*');
  return new RegExp(`^${text}$`);
}

/**
 * Answers requests that no route takes: 405 with `Allow` where the path exists with another method,
 * the page of the dashboard for browsers that go somewhere, 404 otherwise. Must be called before the routes are bound, since it watches them.
 */
export function answerUnmatched(app: FastifyInstance): void {
  const paths = new Map<string, KnownPath>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = paths.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const name of [method].flat()) known.methods.add(name);
    paths.set(url, known);
  });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = [...paths.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((known) => [...known.methods]);
    // A folder of files answers a method, and yet has not the file that is asked for.
    if (methods.length === 0 || methods.includes(request.method)) {
      return (
        answerNavigation(request, reply) ??
        sendProblem(new HomepotError('not_found'), request, reply)
      );
    }
    reply.header('allow', [...new Set(methods)].sort().join(', '));
    const message = `${request.method} is not a method of this path`;
    return sendProblem(new HomepotError('method_not_allowed', { message }), request, reply);
  });
}
