import { ClientError } from './client-error.ts';

/** How long and how often a batch is sent again. */
export interface RetryLimits {
  /** Sends of one batch at most, the first included. */
  readonly attemptsMax: number;
  /** The first pause is drawn below this; each further bound is twice the one before. */
  readonly pauseMs: number;
  readonly pauseMsMax: number;
}

/** Together about two minutes: longer than a restart of the server, shorter than a night. */
export const retryLimits: RetryLimits = { attemptsMax: 12, pauseMs: 250, pauseMsMax: 15_000 };

/**
 * Whether the same batch may be sent again: only after 429, 503 and a lost connection. Everything
 * else is an outcome, and the same bytes would meet it again.
 */
function isRetryable(error: unknown): error is ClientError {
  if (!(error instanceof ClientError)) return false;
  return error.code === 'unreachable' || error.status === 429 || error.status === 503;
}

/**
 * Milliseconds before the next attempt. Drawn at random below a bound that doubles, so that senders
 * that lost the same server do not return in step; never before the server's `Retry-After`.
 */
export function readPause(
  attempt: number,
  retryAfterSeconds: number | undefined,
  limits: RetryLimits,
  random: () => number = Math.random,
): number {
  const bound = Math.min(limits.pauseMsMax, limits.pauseMs * 2 ** (attempt - 1));
  const asked = Math.min(limits.pauseMsMax, (retryAfterSeconds ?? 0) * 1000);
  return asked + random() * bound;
}

/** Waits so long; rejects with the signal's reason where it is given first. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Runs `send` until it succeeds, fails for good, or the limits are reached; then throws its error. */
export async function runWithRetries<Answer>(
  send: () => Promise<Answer>,
  limits: RetryLimits,
  signal?: AbortSignal,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isRetryable(error) || attempt >= limits.attemptsMax) throw error;
      await pause(readPause(attempt, error.retryAfterSeconds, limits), signal);
    }
  }
}
