import { setTimeout as wait } from 'node:timers/promises';
import { ClientError } from '@homepot/client';
import { limits } from './limits.ts';

const isPassing = (error: unknown): error is ClientError =>
  error instanceof ClientError &&
  (error.status === 0 || error.status === 429 || error.status === 503);

/**
 * Makes a call of the API until it is answered: a house that restarts or asks for patience is waited
 * for, with pauses that grow. Every other error is thrown.
 */
export async function callPatiently<Answer>(
  call: () => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isPassing(error) || attempt >= limits.callAttemptsMax) throw error;
      const asked = (error.retryAfterSeconds ?? 0) * 1_000;
      const grown = Math.min(limits.callPauseMillisecondsMax, 200 * 1.5 ** attempt);
      await wait(Math.max(asked, grown), undefined, { signal });
    }
  }
}
