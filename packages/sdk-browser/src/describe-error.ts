import type { ErrorFacts } from './client.ts';
import { textCharactersMax } from './limits.ts';

const codeCharactersMax = 50;

/** Text without the queries and fragments of the addresses in it. */
const strip = (text: unknown): string =>
  String(text)
    .replace(/(:\/\/[^\s?#]*)[?#][^\s:)]*/g, '$1')
    .slice(0, textCharactersMax);

/** What is sent of whatever was thrown. */
export function describeError(error: unknown, context: object = {}): ErrorFacts {
  const { name, message, stack } = Object(error);
  return {
    severity: 'error',
    error_message: strip(message ?? error),
    ...(name ? { error_code: String(name).slice(0, codeCharactersMax) } : {}),
    ...(stack ? { stack_trace: strip(stack) } : {}),
    context,
  };
}
