import { callerLimits, histogramRelativeError } from '@homepot/catalogue';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addValue, createAccumulator } from './accumulator.ts';
import type { Histogram } from './histogram.ts';
import {
  addToHistogram,
  countHistogram,
  createHistogram,
  mergeHistogram,
  readQuantile,
} from './histogram.ts';
import { decodeHistogram, encodeHistogram } from './histogram-codec.ts';

const quantiles = [0, 0.001, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

function histogramOf(values: readonly number[]): Histogram {
  const histogram = createHistogram();
  for (const value of values) addToHistogram(histogram, value);
  return histogram;
}

const merged = (...parts: readonly Histogram[]): Histogram => {
  const whole = createHistogram();
  for (const part of parts) mergeHistogram(whole, part);
  return whole;
};

/** percentile_disc over the values themselves. */
function exactQuantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(p * sorted.length)) - 1] ?? Number.NaN;
}

function expectCloseQuantiles(values: readonly number[], histogram: Histogram): void {
  for (const p of quantiles) {
    const exact = exactQuantile(values, p);
    const read = readQuantile(histogram, p) ?? Number.NaN;
    // The slack is for the rounding of the logarithm at the border of a bucket, and for zero.
    const allowed = Math.abs(exact) * (histogramRelativeError + 1e-9) + 1e-9;
    expect(Math.abs(read - exact), `p=${p} of ${values.length} values`).toBeLessThanOrEqual(
      allowed,
    );
  }
}

/** A repeatable stream of numbers from 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const distributions: Record<string, (random: () => number) => number> = {
  uniform: (random) => random() * 1_000,
  exponential: (random) => -Math.log(1 - random()) * 80,
  constant: () => 42,
  bimodal: (random) => (random() < 0.7 ? 5 + random() : 900 + 40 * random()),
  // Beyond 1e12 a histogram tells no values apart.
  'heavy-tailed': (random) => Math.min(1e12, (1 - random()) ** -2.5),
  'mixed signs with zeros': (random) => (random() < 0.2 ? 0 : (random() - 0.5) * 1e6),
  tiny: (random) => random() * 1e-6,
};

describe('quantiles stay within the relative error', () => {
  test.each(Object.entries(distributions))('%s', (_name, draw) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 3_000 }), (seed, length) => {
        const random = createRandom(seed);
        const values = Array.from({ length }, () => draw(random));
        expectCloseQuantiles(values, histogramOf(values));
      }),
      { numRuns: 30 },
    );
  });

  test.each(Object.entries(distributions))(
    '%s, kept by the minute, and minutes of any length made a day',
    (_name, draw) => {
      fc.assert(
        fc.property(
          fc.integer(),
          fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 60 }),
          (seed, lengths) => {
            const random = createRandom(seed);
            const minutes = lengths.map((length) => Array.from({ length }, () => draw(random)));
            // A stored minute is encoded, and each hour is made of those before it is added up.
            const stored = minutes.map((values) =>
              decodeHistogram(encodeHistogram(histogramOf(values))),
            );
            const hours = [merged(...stored.slice(0, 20)), merged(...stored.slice(20))];
            const values = minutes.flat();
            if (values.length > 0) expectCloseQuantiles(values, merged(...hours));
          },
        ),
        { numRuns: 20 },
      );
    },
  );

  test('any values that the door takes, from 1e-9 on, of either sign, and zero', () => {
    const magnitude = fc.double({
      min: 1e-9,
      max: callerLimits.numberMagnitudeMax,
      noNaN: true,
    });
    const value = fc.oneof(
      magnitude,
      magnitude.map((number) => -number),
      fc.constant(0),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (values) => {
        expectCloseQuantiles(values, histogramOf(values));
      }),
    );
  });
});

const anyHistogram = fc
  .array(fc.double({ min: -1e15, max: 1e15, noNaN: true }), { maxLength: 60 })
  .map(histogramOf);

test('merging is associative and commutative, and the same as adding all values to one', () => {
  fc.assert(
    fc.property(anyHistogram, anyHistogram, anyHistogram, (a, b, c) => {
      const expected = encodeHistogram(merged(a, b, c));
      expect(encodeHistogram(merged(merged(a, b), c))).toEqual(expected);
      expect(encodeHistogram(merged(a, merged(b, c)))).toEqual(expected);
      expect(encodeHistogram(merged(c, a, b))).toEqual(expected);
    }),
  );
  const values = Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 1_000);
  const parts = [values.slice(0, 17), values.slice(17, 2_000), values.slice(2_000)];
  expect(encodeHistogram(merged(...parts.map(histogramOf)))).toEqual(
    encodeHistogram(histogramOf(values)),
  );
});

test('merging leaves the merged one as it was', () => {
  const part = histogramOf([1, 2, 3]);
  const before = encodeHistogram(part);
  addToHistogram(merged(part), 5);
  expect(encodeHistogram(part)).toEqual(before);
});

test('an encoded histogram is read back as it was', () => {
  fc.assert(
    fc.property(anyHistogram, (histogram) => {
      const bytes = encodeHistogram(histogram);
      const read = decodeHistogram(bytes);
      expect(encodeHistogram(read)).toEqual(bytes);
      expect(countHistogram(read)).toBe(countHistogram(histogram));
      for (const p of quantiles) expect(readQuantile(read, p)).toBe(readQuantile(histogram, p));
    }),
  );
});

test('counts beyond 32 bits survive encoding', () => {
  let histogram = histogramOf([0, 7, -7]);
  for (let doubling = 0; doubling < 50; doubling += 1) histogram = merged(histogram, histogram);
  const read = decodeHistogram(encodeHistogram(histogram));
  expect(countHistogram(read)).toBe(3 * 2 ** 50);
});

test('one thousand requests of an hour take less than 400 bytes', () => {
  const random = createRandom(1);
  const values = Array.from({ length: 1_000 }, () => -Math.log(1 - random()) * 80);
  expect(encodeHistogram(histogramOf(values)).length).toBeLessThan(400);
});

test('a value outside the range counts at its end', () => {
  const most = callerLimits.numberMagnitudeMax;
  expect(Number(readQuantile(histogramOf([1e300]), 0.5)) / most).toBeCloseTo(1, 1);
  expect(Number(readQuantile(histogramOf([-1e300]), 0.5)) / -most).toBeCloseTo(1, 1);
  expect(readQuantile(histogramOf([1e-300, -1e-300]), 0.5)).toBe(0);
});

test('an empty histogram has no quantile', () => {
  expect(readQuantile(createHistogram(), 0.5)).toBeUndefined();
});

test('bounds keep a quantile within what was seen', () => {
  const histogram = histogramOf([100, 100, 100]);
  expect(readQuantile(histogram, 0.99, { minimum: 100, maximum: 100 })).toBe(100);
});

test('bytes of another version, cut off or too long are refused', () => {
  const bytes = encodeHistogram(histogramOf([1, 2, 1_000]));
  expect(() => decodeHistogram(Buffer.from([2, ...bytes.subarray(1)]))).toThrow('version 2');
  for (let length = 0; length < bytes.length; length += 1) {
    expect(() => decodeHistogram(bytes.subarray(0, length))).toThrow(RangeError);
  }
  expect(() => decodeHistogram(Buffer.concat([bytes, Buffer.of(0)]))).toThrow('left behind');
});

test('version 1 stands for a relative error of two percent', () => {
  expect(histogramRelativeError).toBe(0.02);
  expect(encodeHistogram(createHistogram())).toEqual(Buffer.of(1, 0, 0, 0));
});

test('a stored number beyond them counts as none, so that no sum overflows', () => {
  const accumulator = createAccumulator(1);
  const [value] = accumulator.values;
  for (const each of [1.7e308, 1.7e308, 5]) if (value !== undefined) addValue(value, each);
  expect(value).toMatchObject({ count: 1, sum: 5, maximum: 5 });
});
