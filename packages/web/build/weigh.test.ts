import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { budgets } from './budgets.ts';
import type { Made } from './weigh.ts';
import { weigh } from './weigh.ts';

const made = (fileName: string, bytes: number, facts: Partial<Made> = {}): Made => ({
  fileName,
  bytes: randomBytes(bytes),
  imports: [],
  isEntry: false,
  madeFor: undefined,
  ...facts,
});

const overweight = (files: readonly Made[]): string[] =>
  weigh(files)
    .filter(({ bytes, bytesMax }) => bytes > bytesMax)
    .map(({ what }) => what);

const entry = (bytes: number) =>
  made('assets/index-1.js', bytes, { isEntry: true, imports: ['assets/part-1.js'] });

test('what is within every budget is light', () => {
  const files = [entry(30_000), made('assets/part-1.js', 5_000), made('assets/a.css', 9_000)];
  expect(overweight(files)).toEqual([]);
});

test('what the entry imports counts with it, once', () => {
  const part = made('assets/part-1.js', 20_000, { imports: ['assets/index-1.js'] });
  expect(overweight([entry(30_000), part])).toEqual(['shell script']);
});

test('a chunk, all styles together, and the way to the first chart have budgets of their own', () => {
  const page = made('assets/page-1.js', budgets.routeChunkBytesMax + 1);
  expect(overweight([entry(1_000), page])).toEqual(['chunk assets/page-1.js']);
  const styles = ['a', 'b'].map((name) => made(`assets/${name}.css`, 8_000));
  expect(overweight([entry(1_000), ...styles])).toEqual(['styles']);
  const chart = made('assets/plot-1.js', 45_000, { madeFor: '/src/chart/plot.ts' });
  const fleet = made('assets/fleet-1.js', 19_000, {
    madeFor: '/src/features/fleet/fleet-page.tsx',
  });
  expect(overweight([entry(30_000), chart, fleet])).toEqual(['script to the first chart']);
});
