import { expect, test } from 'vitest';
import { limits } from '../kernel/index.ts';
import { createReadMemory } from './read-memory.ts';

const kilobyte = 1_024;

test('memory is used again once its last entry is released, and not before', () => {
  const memory = createReadMemory();
  const first = memory.take(100 * kilobyte);
  memory.keepUntil(7);
  memory.release(6);
  const second = memory.take(100 * kilobyte);
  expect(second.buffer).not.toBe(first.buffer);
  memory.keepUntil(7);
  memory.release(7);
  const third = memory.take(120 * kilobyte);
  expect(third.buffer).toBe(second.buffer);
  expect(third).toHaveLength(120 * kilobyte);
});

test('memory of an attempt that failed is never used again', () => {
  const memory = createReadMemory();
  const failed = memory.take(kilobyte);
  memory.keepUntil(3);
  const retried = memory.take(kilobyte);
  memory.keepUntil(3);
  memory.release(3);
  expect(memory.take(kilobyte).buffer).toBe(retried.buffer);
  expect(retried.buffer).not.toBe(failed.buffer);
});

test('what is released while it is still read into is not free', () => {
  const memory = createReadMemory();
  const read = memory.take(kilobyte);
  memory.release(1_000_000);
  memory.keepUntil(1_000_001);
  expect(memory.take(kilobyte).buffer).not.toBe(read.buffer);
});

test('memory for an entry beyond the limit is not kept', () => {
  const memory = createReadMemory();
  const large = memory.take(limits.spoolReadMemoryBytesMax + 1);
  memory.keepUntil(1);
  memory.release(1);
  expect(memory.take(kilobyte).buffer).not.toBe(large.buffer);
});
