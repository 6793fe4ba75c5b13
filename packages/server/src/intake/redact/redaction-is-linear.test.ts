import { expect, test } from 'vitest';
import { fingerprintOf } from '../fingerprint/explain-error.ts';
import { redactCards } from './card-number.ts';
import { foldText } from './fold-text.ts';
import { redactKnownForms, redactKnownKeys } from './known-forms.ts';
import { redactAssignments } from './redact-assignments.ts';
import { redactJson } from './redact-json.ts';
import { redactText } from './redact-text.ts';
import { redactUrl } from './redact-url.ts';
import { secretKindOf } from './secret-key.ts';

const pieces = [
  ...['a', 'A', '1', '4', '(', ')', '[', '{', '<', '>', '"', "'", '`', '\\', ' ', '\t', '\n'],
  ...['.', '-', '_', '%', '=', ':', ';', ',', '&', '?', '#', '@', '/', '+', '^', 'é', '４', '–'],
  ...[
    ' a(',
    '(:',
    'A1',
    'Aa',
    '4 ',
    '4.',
    'a.',
    'a@',
    'a=',
    '%4',
    '%20',
    '%3D',
    '?a=%',
    '&a=%25',
    '\\"',
    '=\\"',
    ':a',
  ],
  ...['SG.', 'SG.a-', 'whsec_', 'hf_', 'ya29.', 'pypi-', 'SK0'],
  ...['://a:', 'eyJ-', 'eyJa.', 'sk-', 'hp_', 'p_', '+1 ', '1-', '123-', '4111 ', '%B4^', 'B4111^'],
  ...['password ', 'password=', 'password="', 'password=\\"', 'password=a', '--token ', '<pin>'],
  ...[
    '<pin ',
    'token is ',
    'Bearer ',
    '-----BEGIN A-----',
    '[redacted:',
    'a-',
    '@a:',
    ' at ',
    '?a=',
  ],
];

const functions: Readonly<Record<string, (text: string) => unknown>> = {
  foldText,
  redactCards,
  redactKnownKeys,
  redactKnownForms,
  redactAssignments,
  redactText,
  redactUrl,
  secretKindOf,
  redactJson: (text) => redactJson({ [text]: text }),
  fingerprintOf: (text) =>
    fingerprintOf({ category: '', errorCode: '', message: text, stackTrace: text }),
};

const shortCharacters = 16_384;
const longCharacters = 65_536;
/** Four times the text in at most eight times the time, but for what a clock cannot tell. */
const ratioMax = 8;
const noiseMilliseconds = 8;
/** The least of so many times is one that nothing else on the machine has lengthened. */
const attemptsMax = 40;

function millisecondsOf(run: (text: string) => unknown, piece: string, characters: number): number {
  // A character at the end keeps patterns from matching the whole.
  const text = `${piece.repeat(Math.ceil(characters / piece.length)).slice(0, characters)}!`;
  const began = performance.now();
  run(text);
  return performance.now() - began;
}

function isLinear(run: (text: string) => unknown, piece: string): boolean {
  let short = Number.POSITIVE_INFINITY;
  let long = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    short = Math.min(short, millisecondsOf(run, piece, shortCharacters));
    long = Math.min(long, millisecondsOf(run, piece, longCharacters));
    if (long <= short * ratioMax + noiseMilliseconds) return true;
  }
  return false;
}

test.each(Object.entries(functions))(
  '%s takes a time that grows no faster than the text',
  (_, run) => {
    expect(pieces.filter((piece) => !isLinear(run, piece))).toEqual([]);
  },
  60_000,
);
