import { createHash } from 'node:crypto';
import { normaliseMessage } from './normalise-message.ts';
import { topFrames } from './top-frames.ts';

/** What an error says of itself. The texts must be redacted before. */
export interface ErrorTraits {
  readonly category: string;
  readonly errorCode: string;
  readonly message: string;
  readonly stackTrace: string;
}

/** What of an error goes into its fingerprint, so that people see why errors were grouped. */
export interface ErrorExplanation {
  readonly category: string;
  readonly error_code: string;
  /** The type that message or stack begin with, e.g. `TypeError`; else the code; else empty. */
  readonly type: string;
  /** Without what varies from one occurrence to the next. */
  readonly message: string;
  /** The innermost own frames of the stack. */
  readonly frames: readonly string[];
}

const typeCharactersMax = 100;

/** `TypeError:`, `Uncaught DOMException:`, `requests.exceptions.Timeout:`, `Error [ERR_X]:`. */
const typed =
  /^(?:Uncaught (?:\(in promise\) )?)?((?:[A-Za-z_$][\w$]{0,60}\.){0,8}[A-Z][\w$]{0,99})(?: \[\w{1,60}\])?(?::\s*|$)/;
/** Words that begin sentences are no types, though a colon may follow them. */
const isType = (word: string): boolean =>
  /(?:Error|Exception|Warning|Fault|Failure|Interrupt|Exit|Rejection|Iteration|Timeout)$/.test(
    word,
  ) || /[a-z][A-Z]/.test(word);

interface Typed {
  readonly type: string;
  readonly rest: string;
}

function readType(line: string): Typed | undefined {
  const match = typed.exec(line);
  const type = match?.[1]?.slice(0, typeCharactersMax);
  if (match === null || type === undefined || !isType(type)) return undefined;
  return { type, rest: line.slice(match[0].length) };
}

/** The line of a trace that names the error: the first of most, the last of Python. */
function typeOfStack(stackTrace: string): string | undefined {
  const lines = stackTrace.trim().split('\n');
  const told = lines[0]?.startsWith('Traceback') === true ? lines.at(-1) : lines[0];
  return readType((told ?? '').slice(0, 1_000))?.type;
}

/** Says what makes an error one of its kind. */
export function explainError(traits: ErrorTraits): ErrorExplanation {
  const { category, errorCode, message, stackTrace } = traits;
  const found = readType(message);
  return {
    category,
    error_code: errorCode,
    type: found?.type ?? typeOfStack(stackTrace) ?? errorCode,
    message: normaliseMessage(found === undefined || found.rest === '' ? message : found.rest),
    frames: topFrames(stackTrace),
  };
}

/**
 * Groups like errors: SHA-256, in 64 hexadecimal digits, of category, code, type, message and frames
 * as they are explained.
 */
export function fingerprintOf(traits: ErrorTraits): string {
  const { category, error_code, type, message, frames } = explainError(traits);
  const parts = [category, error_code, type, message, ...frames];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
