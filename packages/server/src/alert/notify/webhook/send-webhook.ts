import { redactText } from '../../../intake/index.ts';
import type { Clock } from '../../../kernel/index.ts';
import { cutText, HomepotError, limits } from '../../../kernel/index.ts';
import { checkTarget } from '../address/check-target.ts';
import type { ResolveOptions } from '../address/resolve-target.ts';
import { resolveTarget } from '../address/resolve-target.ts';
import type { Attempt } from '../attempt.ts';
import { describeFailure } from '../describe-failure.ts';
import { judgeAnswer, readRetryAfter } from './judge-answer.ts';
import { post } from './post.ts';
import { signHeaders } from './sign.ts';

export interface WebhookSettings extends ResolveOptions {
  readonly httpAllowed: boolean;
}

/** A message on its way to a webhook. */
export interface WebhookMessage {
  readonly url: string;
  readonly id: string;
  /** JSON. */
  readonly body: string;
  readonly secrets: readonly string[];
}

/** What people are shown of an answer: one line, without what looks like a secret. */
function excerptOf(body: string): string {
  const line = body.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  // Cut before it is looked through, and after: what stands for a secret may be longer.
  const { notificationExcerptCharactersMax: charactersMax } = limits;
  return cutText(redactText(cutText(line, charactersMax)), charactersMax);
}

/** Sends a message once. Never rejects: whatever goes wrong is how the attempt went. */
export async function sendWebhook(
  clock: Clock,
  settings: WebhookSettings,
  message: WebhookMessage,
  stopped: AbortSignal,
): Promise<Attempt> {
  const deadline = AbortSignal.timeout(limits.notificationMillisecondsMax);
  const signal = AbortSignal.any([deadline, stopped]);
  try {
    // Checked again: settings may have changed since the notifier was saved, and names do.
    const url = checkTarget(message.url, settings);
    const addresses = await resolveTarget(url, settings, signal);
    signal.throwIfAborted();
    const atMs = clock.nowMs();
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'HOMEPOT',
      ...signHeaders({ ...message, atMs }),
    };
    const answer = await post({ url, addresses, headers, body: message.body }, signal);
    const pauseSeconds = readRetryAfter(answer.retryAfter, clock.nowMs());
    return judgeAnswer(answer.status, excerptOf(answer.body), pauseSeconds);
  } catch (error) {
    if (error instanceof HomepotError) return { outcome: 'refused', error: error.message };
    const cause = deadline.aborted && !stopped.aborted ? deadline.reason : error;
    return { outcome: 'retry', error: describeFailure(cause) };
  }
}
