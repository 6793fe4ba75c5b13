import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const pages = ['tutorials/tell-what-an-app-does.md', 'how-to/watch-tools.md'];
const folder = new URL('../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, folder), 'utf8');

/** The blocks of a page, each with the last example that was named before it. */
async function readBlocks(page: string): Promise<readonly (readonly [string, string])[]> {
  const parts = (await read(page)).split(/^```ts\n/m);
  return parts.slice(1).map((part, index) => {
    const named = [...(parts[index] ?? '').matchAll(/`docs\/(examples\/[\w-]+\.ts)`/g)];
    return [named.at(-1)?.[1] ?? '', part.split(/^```$/m)[0] ?? ''] as const;
  });
}

const blocks = (await Promise.all(pages.map(readBlocks))).flat();

test.each(blocks)('the page shows docs/%s as it is', async (file, shown) => {
  expect(shown).toBe(await read(file));
});

test('every example in TypeScript is shown on a page', async () => {
  const files = await readdir(new URL('examples/', folder));
  const examples = files.filter((file) => file.endsWith('.ts')).map((file) => `examples/${file}`);
  expect(blocks.map(([file]) => file).sort()).toEqual(examples.sort());
});
