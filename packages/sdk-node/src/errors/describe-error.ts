import { limits } from '../limits.ts';
import { boundValue } from '../record/bound-value.ts';
import { cutText } from '../record/cut-text.ts';

/** One error of a chain. */
interface ErrorPart {
  readonly name: string;
  readonly message: string;
  readonly code?: string | undefined;
}

/** What is told of an error. */
export interface ErrorDescription {
  readonly message: string;
  /** Its code where it has one, else its name where that says more than `Error`. */
  readonly code: string | undefined;
  /** Its stack and those of its causes. */
  readonly stack: string | undefined;
  /** What it was caused by, nearest first. */
  readonly causes: readonly ErrorPart[];
  /** The errors that it gathers. */
  readonly errors: readonly ErrorPart[];
}

function readText(value: object, key: string): string | undefined {
  try {
    const found: unknown = Reflect.get(value, key);
    return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
  } catch {
    return undefined;
  }
}

function read(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}

/** Whether it is an error, also one of another realm. */
function isErrorLike(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Error || readText(value, 'stack') !== undefined;
}

function describePart(value: unknown): ErrorPart {
  if (!isErrorLike(value)) return { name: typeof value, message: describeThrown(value) };
  return {
    name: cutText(readText(value, 'name') ?? 'Error', 100),
    message: cutText(readText(value, 'message') ?? '', limits.messageCharactersMax),
    code: codeOf(value),
  };
}

function describeThrown(value: unknown): string {
  if (typeof value === 'string') return cutText(value, limits.messageCharactersMax);
  if (typeof value !== 'object' || value === null) return String(value);
  const message = readText(value, 'message');
  if (message !== undefined) return cutText(message, limits.messageCharactersMax);
  return cutText(JSON.stringify(boundValue(value)) ?? 'object', limits.messageCharactersMax);
}

function codeOf(error: object): string | undefined {
  const code = readText(error, 'code');
  return code === undefined || code === '' ? undefined : cutText(code, 50);
}

/** The frames of an error, as many as are kept. */
function framesOf(error: object): string | undefined {
  const stack = readText(error, 'stack');
  if (stack === undefined) return undefined;
  const message = readText(error, 'message') ?? '';
  // The message may have many lines, and is told elsewhere already.
  const start = stack.indexOf(message) + message.length;
  const head = stack.slice(0, start);
  const frames = stack
    .slice(start)
    .split('\n', limits.stackFramesMax + 1)
    .join('\n');
  return cutText(head, 1_000) + frames;
}

/** The causes of an error, nearest first; a cycle ends it. */
function causesOf(error: object): unknown[] {
  const seen = new Set<unknown>([error]);
  const causes: unknown[] = [];
  let cause = read(error, 'cause');
  while (cause !== undefined && cause !== null && causes.length < limits.causesMax) {
    if (seen.has(cause)) break;
    seen.add(cause);
    causes.push(cause);
    cause = isErrorLike(cause) ? read(cause, 'cause') : undefined;
  }
  return causes;
}

function stackOf(error: object, causes: readonly unknown[]): string | undefined {
  const own = framesOf(error);
  if (own === undefined) return undefined;
  const behind = causes
    .filter(isErrorLike)
    .map((cause) => `\nCaused by: ${framesOf(cause) ?? describePart(cause).message}`);
  return cutText(own + behind.join(''), limits.stackCharactersMax);
}

/** Describes anything that was thrown: errors with their causes, and what is no error. Never throws. */
export function describeError(thrown: unknown): ErrorDescription {
  if (!isErrorLike(thrown)) {
    const code = typeof thrown === 'object' && thrown !== null ? codeOf(thrown) : undefined;
    return { message: describeThrown(thrown), code, stack: undefined, causes: [], errors: [] };
  }
  const { name, message, code } = describePart(thrown);
  const causes = causesOf(thrown);
  const gathered = read(thrown, 'errors');
  const errors = Array.isArray(gathered) ? gathered.slice(0, limits.causesMax) : [];
  return {
    message:
      message === '' ? (errors.map((error) => describePart(error).message)[0] ?? name) : message,
    code: code ?? (name === 'Error' ? undefined : cutText(name, 50)),
    stack: stackOf(thrown, causes),
    causes: causes.map(describePart),
    errors: errors.map(describePart),
  };
}
