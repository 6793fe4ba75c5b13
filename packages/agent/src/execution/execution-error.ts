import type { CommandErrorCode } from '@homepot/catalogue';

/** A command that failed, with the code that the house is told. */
export class ExecutionError extends Error {
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ExecutionError';
    this.code = code;
  }
}
