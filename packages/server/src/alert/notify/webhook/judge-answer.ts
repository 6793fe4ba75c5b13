import { limits } from '../../../kernel/index.ts';
import type { Answer, Attempt } from '../attempt.ts';

/** Client errors that pass: too slow, too early, too many. */
const passing = new Set([408, 425, 429]);

/** The seconds of a `Retry-After`: a number, or an instant. Undefined where it says nothing usable. */
export function readRetryAfter(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(text.trim())
    ? Number(text)
    : Math.ceil((Date.parse(text) - nowMs) / 1_000);
  if (!(seconds > 0)) return undefined;
  return Math.min(seconds, limits.notificationPauseSecondsMax);
}

/** What the status of an answer means for its message. */
export function judgeAnswer(
  status: number,
  excerpt: string,
  pauseSeconds: number | undefined,
): Attempt {
  const answer: Answer = { statusCode: status, excerpt };
  if (status >= 200 && status < 300) return { outcome: 'sent', ...answer };
  const error = `The receiver answered ${status}`;
  if (status === 410) return { outcome: 'gone', error, ...answer };
  if (status >= 500 || passing.has(status)) {
    return { outcome: 'retry', error, pauseSeconds, ...answer };
  }
  if (status >= 300 && status < 400) {
    return { outcome: 'refused', error: `${error}; redirects are not followed`, ...answer };
  }
  return { outcome: 'refused', error, ...answer };
}
