import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKey, normalAt, poissonAt, uniformAt } from './keyed-random.ts';
import { smoothNoise } from './smooth-noise.ts';

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const deviationOf = (values: readonly number[]) => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};
const draw = (count: number, read: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => read(index));

test('the same seed, name and index give the same number; another of each gives another', () => {
  const key = createKey(1, 'device', 'a');
  expect(uniformAt(key, 7)).toBe(uniformAt(createKey(1, 'device', 'a'), 7));
  const others = [
    createKey(2, 'device', 'a'),
    createKey(1, 'device', 'b'),
    createKey(1, 'devicea'),
  ];
  for (const other of others) expect(uniformAt(other, 7)).not.toBe(uniformAt(key, 7));
  expect(uniformAt(key, 8)).not.toBe(uniformAt(key, 7));
});

test('uniform numbers fill 0 to 1 evenly, normal and Poisson numbers have their means', () => {
  const key = createKey(3, 'numbers');
  const uniform = draw(20_000, (index) => uniformAt(key, index));
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const value of uniform)
    tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1;
  for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  const normal = draw(20_000, (index) => normalAt(key, index));
  expect(meanOf(normal)).toBeCloseTo(0, 1);
  expect(deviationOf(normal)).toBeCloseTo(1, 1);
  for (const mean of [0.2, 3, 80]) {
    const counts = draw(20_000, (index) => poissonAt(key, index, mean));
    expect(meanOf(counts) / mean).toBeGreaterThan(0.96);
    expect(meanOf(counts) / mean).toBeLessThan(1.04);
  }
});

test('numbers stay in their range for any seed and index', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0 }), (seed, index) => {
      const value = uniformAt(createKey(seed, 'x'), index);
      return value >= 0 && value < 1;
    }),
  );
});

test('noise keeps its spread and moves gradually, unlike dice', () => {
  const key = createKey(5, 'noise');
  const second = 1_000;
  const values = draw(40_000, (index) => smoothNoise(key, index * second, 60 * second));
  expect(deviationOf(values)).toBeGreaterThan(0.9);
  expect(deviationOf(values)).toBeLessThan(1.1);
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0));
  expect(deviationOf(steps)).toBeLessThan(0.05);
});
