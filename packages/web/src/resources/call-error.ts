/** A call of the API that did not succeed, in the words of the server's problem document. */
export class CallError extends Error {
  /** A code of docs/reference/errors.md; `unreachable` where no answer came. */
  readonly code: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** The field at fault. */
  readonly path: string | undefined;
  readonly requestId: string | undefined;

  constructor(facts: {
    readonly code: string;
    readonly status: number;
    readonly detail: string;
    readonly path?: string | undefined;
    readonly requestId?: string | undefined;
  }) {
    super(facts.detail);
    this.name = 'CallError';
    this.code = facts.code;
    this.status = facts.status;
    this.path = facts.path;
    this.requestId = facts.requestId;
  }
}
