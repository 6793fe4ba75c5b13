import type { FastifyReply } from 'fastify';
import { HomepotError } from '../../kernel/index.ts';

/** Fires when the caller goes away before the answer is complete, so that nobody works for nobody. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const giveUp = () => controller.abort(new HomepotError('caller_gone'));
  if (reply.raw.destroyed) giveUp();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) giveUp();
  });
  return controller.signal;
}
