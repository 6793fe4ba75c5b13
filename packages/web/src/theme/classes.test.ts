import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.css') && !name.startsWith('theme/'),
);
/** Classes of the frame that others may look into, and those of uPlot. */
const common =
  /^(button|panel|table|tag|kbd|empty|problem|skeleton|uplot|u-|t-|num$|quiet$|faint$|mono$|stack$|row$)/;

test('a class begins with the name of its file, so that pages cannot paint over each other', () => {
  const strangers = files.flatMap((file) => {
    const name = basename(file, '.css');
    const text = readFileSync(join(folder, file), 'utf8').replaceAll(
      /\/\*[\s\S]*?\*\/|"[^"]*"/g,
      '',
    );
    const selectors = text.match(/[^{};]+(?=\{)/g) ?? [];
    const classes = selectors.flatMap((selector) => selector.match(/\.[a-z][\w-]*/gi) ?? []);
    return classes
      .map((found) => found.slice(1))
      .filter((found) => !found.startsWith(name) && !common.test(found))
      .map((found) => `${file}: ${found}`);
  });
  expect(strangers).toEqual([]);
});

test('every rule lies in a layer, so that the order of files means nothing', () => {
  const loose = files.filter(
    (file) =>
      !/^(\s|\/\*[\s\S]*?\*\/)*@layer (components|features) \{/.test(
        readFileSync(join(folder, file), 'utf8'),
      ),
  );
  expect(loose).toEqual([]);
});
