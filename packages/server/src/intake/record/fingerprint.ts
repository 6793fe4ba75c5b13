import { createHash } from 'node:crypto';

/** Frames of a stack trace that tell errors apart; those below are the framework's. */
const framesMax = 3;

/** What differs from one occurrence of the same error to the next, most telling first. */
const variable: readonly (readonly [RegExp, string])[] = [
  [/\[redacted:\w+\]/g, '<redacted>'],
  [/"[^"]*"|`[^`]*`|(?<!\w)'[^']*'/g, '<quoted>'],
  [/https?:\/\/[^\s<>]+/g, '<url>'],
  [/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<id>'],
  [/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>'],
  [/\d+(?:[.:,]\d+)*/g, '<n>'],
  [/\s+/g, ' '],
];

/** A message without its numbers, ids and quoted parts. */
export function normaliseMessage(message: string): string {
  let text = message;
  for (const [pattern, replacement] of variable) text = text.replace(pattern, replacement);
  return text.trim();
}

/** Lines of a stack trace that are looked at, and characters of each: the rest cannot be a frame. */
const linesMax = 200;
const lineCharactersMax = 500;

const frame =
  /^\s{0,40}at |^\s{0,40}File "|^[^\s@]{0,200}@\S{1,400}:\d|^\s{1,40}[^\s(]{1,200}\([^):]{0,400}:(?:[^):]{0,400}:)?\d{1,9}\)/;

/** The first frames of a stack trace, without line numbers and content hashes of file names. */
export function topFrames(stackTrace: string): string[] {
  return stackTrace
    .split('\n', linesMax)
    .map((line) => line.slice(0, lineCharactersMax))
    .filter((line) => frame.test(line))
    .slice(0, framesMax)
    .map((line) =>
      line
        .trim()
        .replace(/[?#][^\s)"']*/g, '')
        .replace(/[.-](?=[a-z]*\d)[0-9a-z]{6,}(?=\.)/gi, '')
        .replace(/\d+/g, '<n>'),
    );
}

/** What errors of one kind have in common. */
export interface ErrorTraits {
  readonly category: string;
  readonly errorCode: string;
  readonly message: string;
  readonly stackTrace: string;
}

/**
 * Groups like errors: SHA-256, in hex, of category, code, the message without what varies, and the
 * top stack frames. The message must be redacted before.
 */
export function fingerprintOf(traits: ErrorTraits): string {
  const parts = [
    traits.category,
    traits.errorCode,
    normaliseMessage(traits.message),
    ...topFrames(traits.stackTrace),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
