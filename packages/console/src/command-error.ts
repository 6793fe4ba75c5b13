import type { ExitCode } from './exit-codes.ts';

/** An error that the user can do something about. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  /** What to do next. */
  readonly action: string | undefined;

  constructor(exitCode: ExitCode, message: string, action?: string) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.action = action;
  }
}
