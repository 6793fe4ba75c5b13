/** A command that failed, with the code that the house is told. */
export class ExecutionError extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ExecutionError';
    this.code = code;
  }
}
