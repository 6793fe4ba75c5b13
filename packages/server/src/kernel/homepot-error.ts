import type { ErrorCode } from '@homepot/catalogue';
import { errorFacts } from '@homepot/catalogue';

/** What may be said with an error besides its code. */
export interface ErrorDetails {
  /** The field at fault, e.g. `records[3].cpu_percent`. */
  readonly path?: string;
  /** What happened, with the values that matter; what to do is added from the error table. */
  readonly message?: string;
  /** For 429 and 503. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An error that the caller is told about, by a code of the error table. */
export class HomepotError extends Error {
  readonly code: ErrorCode;
  readonly path: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const fact = errorFacts[code];
    super(`${details.message ?? fact.title}. ${fact.action}`, { cause: details.cause });
    this.name = 'HomepotError';
    this.code = code;
    this.path = details.path;
    this.retryAfterSeconds = details.retryAfterSeconds ?? (fact.retryable ? 1 : undefined);
  }

  get status(): number {
    return errorFacts[this.code].status;
  }
}
