import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { scripts } from './budgets.ts';
import { folder } from './sources.ts';

const budgets = [
  ['homepot-core.mjs', 3_072],
  ['homepot.mjs', 5_120],
  ['homepot.js', 5_120],
] as const;

test.each(budgets)(
  '%s has at most %i bytes after gzip, and runs no text as code',
  async (name, max) => {
    const code = await readFile(new URL(`dist/${name}`, folder), 'utf8');
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(max);
    expect(code).not.toMatch(/\beval\b|new Function|document\.cookie|innerHTML/);
  },
);

test('the build holds each script to its budget', () => {
  expect(scripts.map(({ name, gzipBytesMax }) => [name, gzipBytesMax])).toEqual(budgets);
});
