import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRollupCache } from './rollup-cache.ts';
import type { RowKey } from './row-key.ts';
import { createRowKey } from './row-key.ts';

/** A key of a text and a number, as it stands in the middle of some bytes. */
function keyOf(bucket: number, text: string, status: number, before = ''): RowKey {
  const key = createRowKey(2);
  const bytes = Buffer.from(before + text);
  key.views.fill(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
  key.bucket = bucket;
  key.starts.set([Buffer.byteLength(before), -1]);
  key.lengths.set([Buffer.byteLength(text), status]);
  return key;
}

test('a row is found by its bucket and dimensions, wherever they stand', () => {
  const part = fc.record({
    bucket: fc.integer({ min: -5, max: 5 }),
    text: fc.string({ maxLength: 9, unit: 'binary' }),
    status: fc.integer({ min: 0, max: 3 }),
    before: fc.string({ maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 80 }), (parts) => {
      const cache = createRollupCache(1_000);
      const counts = new Map<string, number>();
      for (const { bucket, text, status, before } of parts) {
        const name = JSON.stringify([bucket, text, status]);
        counts.set(name, (counts.get(name) ?? 0) + 1);
        cache.touch(keyOf(bucket, text, status, before)).accumulator.count += 1;
      }
      const found = cache
        .touched()
        .map(({ key, dimensions, accumulator }) => [
          JSON.stringify([key.bucket, ...dimensions]),
          accumulator.count,
        ]);
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(counts));
      expect(cache.size).toBe(counts.size);
    }),
  );
});

test('beyond its limit it forgets what was unused the longest, once it is settled', () => {
  const cache = createRollupCache(8);
  for (let i = 0; i < 12; i += 1) {
    cache.touch(keyOf(i, 'x', 2)).loaded = true;
    cache.touch(keyOf(0, 'always', 2)).loaded = true;
    cache.settle();
    expect(cache.size).toBeLessThanOrEqual(8);
  }
  expect(cache.touch(keyOf(0, 'always', 2)).loaded).toBe(true);
  expect(cache.touch(keyOf(11, 'x', 2)).loaded).toBe(true);
  expect(cache.touch(keyOf(0, 'x', 2)).loaded).toBe(false);
});

test('what a transaction touches is kept until it is settled, however much', () => {
  const cache = createRollupCache(4);
  for (let i = 0; i < 20; i += 1) cache.touch(keyOf(i, 'x', 2));
  expect(cache.touched().length).toBe(20);
  cache.settle();
  expect(cache.touched()).toEqual([]);
  expect(cache.size).toBe(3);
});

test('it owns the bytes of its keys', () => {
  const cache = createRollupCache(4);
  const key = keyOf(1, 'endpoint', 2);
  const row = cache.touch(key);
  key.views[0]?.setUint8(0, 0x58);
  expect(cache.touch(keyOf(1, 'endpoint', 2))).toBe(row);
});
