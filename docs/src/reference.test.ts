import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { pages } from './pages.ts';

test.each(pages.map((page) => [page.file, page] as const))(
  'docs/reference/%s says what the code says (else: npm run docs)',
  async (file, page) => {
    const written = await readFile(new URL(`../reference/${file}`, import.meta.url), 'utf8');
    expect(written).toBe(page.render());
  },
);
