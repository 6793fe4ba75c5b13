import type { CommandAcknowledgement } from '@homepot/catalogue';
import { limits } from './limits.ts';

type Failure = NonNullable<CommandAcknowledgement['error']>;

/** An error as the wire takes it, no longer than it may be. */
export function describeError(code: string, error: unknown): Failure {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' };
  return {
    code: code.slice(0, limits.codeCharactersMax),
    message: message.slice(0, limits.messageCharactersMax),
    ...(stack ? { stack: stack.slice(0, limits.stackCharactersMax) } : {}),
  };
}
