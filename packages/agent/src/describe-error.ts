import type { CommandErrorCode } from '@homepot/catalogue';
import type { CommandFailure } from './commands/executor.ts';
import { limits } from './limits.ts';

/** An error as the wire takes it, no longer than it may be. */
export function describeError(code: CommandErrorCode, error: unknown): CommandFailure {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' };
  return {
    code,
    message: message.slice(0, limits.messageCharactersMax).toWellFormed(),
    ...(stack ? { stack: stack.slice(0, limits.stackCharactersMax).toWellFormed() } : {}),
  };
}
