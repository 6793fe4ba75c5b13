import { sendFromBrowser } from '@homepot/catalogue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute, presentedBy, sendProblem } from '../../http/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { browserAnswer } from '../browser/browser-answer.ts';
import type { BrowserQuotaOptions } from '../browser/browser-quota.ts';
import { createBrowserQuota } from '../browser/browser-quota.ts';
import { browserRows } from '../browser/browser-rows.ts';
import type { Intake } from '../create-intake.ts';
import { readMessage } from '../mqtt/read-message.ts';
import { browserSenderOf } from '../sender.ts';
import { admitOrigin, admitPreflight, requireOrigin } from './browser-origins.ts';

export interface BrowserRouteDeps extends BindDependencies {
  readonly intake: Pick<Intake, 'submitTogether'>;
  readonly clock: Clock;
}

async function readBody(_request: unknown, bytes: Buffer): Promise<unknown> {
  if (bytes.length === 0) throw new HomepotError('body_empty', { path: 'body' });
  return readMessage(bytes);
}

/** Binds what browsers ask of their own accord before they send what is no plain text. */
function bindPreflight(scope: FastifyInstance, { authenticator }: BindDependencies): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const principal = await authenticator.authenticate(presentedBy(request, true));
    admitOrigin(request, reply, principal);
    requireOrigin(request, principal);
    admitPreflight(reply);
    return reply.code(204).send();
  };
  scope.options(sendFromBrowser.path, { schema: { hide: true } }, answer);
}

/**
 * Binds the route by which web pages send. A page sends plain text with the key in the query, so that
 * neither a beacon nor a fetch that outlives its page need ask first; and for those that do ask, the
 * key stands where the question shows it.
 */
export async function registerBrowserRoute(
  app: FastifyInstance,
  deps: BrowserRouteDeps,
  options: BrowserQuotaOptions,
): Promise<void> {
  const { intake, clock } = deps;
  const quota = createBrowserQuota(deps, options);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const types = ['application/json', 'text/plain'];
    scope.addContentTypeParser(types, { parseAs: 'buffer' }, readBody);
    bindPreflight(scope, deps);
    bindRoute(
      scope,
      sendFromBrowser,
      deps,
      async ({ principal, query, body, request, reply }) => {
        const skewMs = query.sent_at === undefined ? 0 : clock.nowMs() - query.sent_at;
        const parts = browserRows(body, skewMs);
        if (parts.length === 0) throw new HomepotError('body_missing');
        const sender = browserSenderOf(principal);
        const answers = await intake.submitTogether(sender, parts, body.batch_id, {
          eachByItself: true,
        });
        const answer = browserAnswer(body.batch_id, parts, answers);
        const { batch_id, rejected, accepted, duplicate, quarantined } = answer;
        const [first] = rejected;
        if (first === undefined || accepted + duplicate + quarantined > 0) return answer;
        const error = new HomepotError('batch_invalid', first);
        return sendProblem(error, request, reply, { batch_id, rejected });
      },
      {
        bodyBytesMax: limits.browserBodyBytesMax,
        onKnown: ({ principal, request, reply }) => admitOrigin(request, reply, principal),
        beforeBody: ({ principal, request }) => {
          requireOrigin(request, principal);
          if (principal.kind === 'key') quota.take(principal.keyId, request.ip);
        },
      },
    );
  });
}
