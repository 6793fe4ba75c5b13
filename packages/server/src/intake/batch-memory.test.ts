import { expect, test } from 'vitest';
import { createBatchMemory } from './batch-memory.ts';

test('a batch is unknown, then under way, then taken with its digest', async () => {
  const memory = createBatchMemory(100);
  expect(memory.stateOf('key:a', 'b')).toBe('unknown');
  const finish = memory.begin('key:a', 'b');
  const state = memory.stateOf('key:a', 'b');
  finish(true, 7);
  expect(state).toHaveProperty('outcome');
  if (typeof state === 'object' && 'outcome' in state) expect(await state.outcome).toBe(true);
  expect(memory.stateOf('key:a', 'b')).toEqual({ taken: 7 });
  expect(memory.stateOf('key:other', 'b')).toBe('unknown');
});

test('a batch that was not taken may come again', () => {
  const memory = createBatchMemory(100);
  memory.begin('key:a', 'b')(false);
  expect(memory.stateOf('key:a', 'b')).toBe('unknown');
});

test('the newest are known whatever was before; never more than the bound', () => {
  const batchesMax = 80;
  const memory = createBatchMemory(batchesMax);
  for (let i = 0; i < 1_000; i += 1) {
    memory.begin('key:a', `b-${i}`)(true, i);
    const known = Array.from({ length: i + 1 }, (_, at) => i - at).filter(
      (at) => memory.stateOf('key:a', `b-${at}`) !== 'unknown',
    );
    expect(known.length).toBeLessThanOrEqual(batchesMax);
    const knownMin = Math.min(i + 1, batchesMax - batchesMax / 8);
    expect(known.slice(0, knownMin)).toEqual(Array.from({ length: knownMin }, (_, at) => i - at));
  }
});

test('a batch that is under way for long is told from a new one as long as any of its time', () => {
  const memory = createBatchMemory(80);
  const finish = memory.begin('key:a', 'slow');
  for (let i = 0; i < 60; i += 1) memory.remember('key:a', `b-${i}`);
  finish(true, 1);
  expect(memory.stateOf('key:a', 'slow')).toEqual({ taken: 1 });
});

test('learning when full costs no more than learning when empty', () => {
  const batchesMax = 40_000;
  const learn = (memory: ReturnType<typeof createBatchMemory>, from: number): number => {
    const startMs = performance.now();
    for (let i = from; i < from + batchesMax; i += 1) memory.begin('key:a', `b-${i}`)(true, i);
    return performance.now() - startMs;
  };
  const memory = createBatchMemory(batchesMax);
  learn(createBatchMemory(batchesMax), 0);
  const emptyMs = learn(memory, 0);
  // With one map and its holes it was some hundred times as long.
  expect(learn(memory, batchesMax)).toBeLessThan(20 * emptyMs + 100);
});
