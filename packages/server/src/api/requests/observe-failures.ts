import type { FastifyInstance } from 'fastify';
import type { OwnErrors } from '../../errors/index.ts';
import { problemOf } from '../../http/index.ts';
import { endpointOf } from './request-entry.ts';

/** Tells of requests that were answered with an error that nobody expected. */
export function observeFailures(ownErrors: Pick<OwnErrors, 'note'>) {
  return {
    observe(app: FastifyInstance): void {
      app.addHook('onResponse', (request, _reply, done) => {
        const problem = problemOf(request);
        if (problem?.code === 'internal') {
          ownErrors.note(problem, {
            kind: 'request',
            endpoint: `${request.method} ${endpointOf(request)}`,
            requestId: request.id,
          });
        }
        done();
      });
    },
  };
}
