import type { Problem } from '@homepot/catalogue';

/** What may be known of a failed call. */
export interface ClientErrorFacts {
  /** A code of the error table, `unreachable` where no answer came, `unexpected` where the answer is not HOMEPOT's. */
  readonly code: Problem['code'] | 'unreachable' | 'unexpected';
  readonly detail: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** The field at fault, e.g. `records[3].cpu_percent`. */
  readonly path?: string | undefined;
  /** What the server asked to wait. */
  readonly retryAfterSeconds?: number | undefined;
  readonly requestId?: string | undefined;
  /** The whole problem document, with what a route adds to it (`rejected` of a batch). */
  readonly problem?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** A call that did not succeed, in the words of the server's problem document. */
export class ClientError extends Error {
  readonly code: ClientErrorFacts['code'];
  readonly detail: string;
  readonly status: number;
  readonly path: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly requestId: string | undefined;
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(facts: ClientErrorFacts) {
    super(facts.detail, { cause: facts.cause });
    this.name = 'ClientError';
    this.code = facts.code;
    this.detail = facts.detail;
    this.status = facts.status;
    this.path = facts.path;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.requestId = facts.requestId;
    this.problem = facts.problem ?? {};
  }
}
