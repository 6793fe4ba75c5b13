/** What is known of a call that did not succeed, as it goes from window to window. */
export interface CallProblem {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly path?: string | undefined;
  readonly requestId?: string | undefined;
}

/** A call of the API that did not succeed, in the words of the server's problem document. */
export class CallError extends Error {
  /** A code of docs/reference/errors.md; `unreachable` where no answer came. */
  readonly code: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** The field at fault. */
  readonly path: string | undefined;
  readonly requestId: string | undefined;

  constructor(facts: CallProblem) {
    super(facts.detail);
    this.name = 'CallError';
    this.code = facts.code;
    this.status = facts.status;
    this.path = facts.path;
    this.requestId = facts.requestId;
  }

  /** The same without what only this window can have. */
  get problem(): CallProblem {
    const { code, status, message: detail, path, requestId } = this;
    return { code, status, detail, path, requestId };
  }
}
