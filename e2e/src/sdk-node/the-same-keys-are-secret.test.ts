import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isSecretKey } from '../../../packages/sdk-node/src/record/secret-key.ts';
import { secretKindOf } from '../../../packages/server/src/intake/redact/secret-key.ts';

const sources = ['sdk-node/src/record/secret-key.ts', 'server/src/intake/redact/secret-key.ts'].map(
  (file) => readFileSync(new URL(`../../../packages/${file}`, import.meta.url), 'utf8'),
);

/** Every word that either of them says anywhere, so that a word added to one list is met here. */
const words = [...new Set(sources.join('\n').match(/[a-z][a-z0-9]*/g))];

test('the SDK takes out what stands under a key where the house would, and nowhere else', () => {
  const keys = [
    ...words,
    ...words.flatMap((one) => words.map((other) => `${one}_${other}`)),
    ...words.map((word) => `user${word.charAt(0).toUpperCase()}${word.slice(1)}2`),
    `${'x_'.repeat(200)}password`,
  ];
  const differ = keys.filter((key) => isSecretKey(key) !== (secretKindOf(key) !== undefined));
  expect(differ).toEqual([]);
});

test('numbers of words that language models count are told', () => {
  const told = ['max_tokens', 'promptTokens', 'total-tokens', 'token_count', 'pin_pad'];
  expect(told.filter(isSecretKey)).toEqual([]);
});
