import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { createLog, createManualClock } from '../../kernel/index.ts';
import type { CredentialCache, CredentialCacheOptions } from './credential-cache.ts';
import { createCredentialCache } from './credential-cache.ts';

const log = createLog('silent');

/** A database that can be looked into: its rows, the questions it got, and whether it answers. */
let rows: Map<string, string>;
let questions: (readonly string[])[];
let answer: 'at once' | 'error' | 'never' | 'later';
let release: () => void;
let clock: ReturnType<typeof createManualClock>;

const lookUp = async (keys: readonly string[]) => {
  questions.push(keys);
  const found = new Map([...rows].filter(([key]) => keys.includes(key)));
  if (answer === 'error') throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  if (answer === 'never') await new Promise(() => undefined);
  if (answer === 'later') {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  }
  return found;
};

const create = (options: Partial<CredentialCacheOptions> = {}): CredentialCache<string> =>
  createCredentialCache(
    { lookUp, clock, log },
    { waitMsMax: 20_000, firstWaitMsMax: 20_000, ...options },
  );

/** Lets what was asked behind a request come back. */
const settle = () => pause(1);

beforeEach(() => {
  rows = new Map([['good', 'row 1']]);
  questions = [];
  answer = 'at once';
  clock = createManualClock();
});

describe('while the database answers', () => {
  test('a known credential is not asked about again within half a second', async () => {
    const cache = create();
    for (let i = 0; i < 100; i += 1) expect(await cache.read('good')).toBe('row 1');
    expect(questions).toHaveLength(1);
  });

  test('a busy one is asked about behind the requests', async () => {
    const cache = create();
    await cache.read('good');
    rows.set('good', 'row 2');
    clock.advanceMs(600);
    expect(await cache.read('good')).toBe('row 1');
    await settle();
    expect(await cache.read('good')).toBe('row 2');
    expect(questions).toHaveLength(2);
  });

  test('what was changed elsewhere is seen within a second', async () => {
    const cache = create();
    await cache.read('good');
    rows.delete('good');
    clock.advanceMs(1_000);
    expect(await cache.read('good')).toBeUndefined();
  });

  test('what was changed here is seen at once, even by what is being asked', async () => {
    const cache = create();
    await cache.read('good');
    clock.advanceMs(600);
    answer = 'later';
    await cache.read('good');
    await settle();
    rows.set('good', 'row 2');
    cache.forget((row) => row === 'row 1');
    release();
    answer = 'at once';
    await settle();
    expect(await cache.read('good')).toBe('row 2');
  });
});

describe('a flood of wrong credentials', () => {
  test('is one question at a time', async () => {
    const cache = create();
    answer = 'later';
    const flood = Array.from({ length: 1_200 }, (_, i) => cache.read(`wrong ${i}`));
    await settle();
    for (let i = 0; i < 3; i += 1) {
      expect(questions).toHaveLength(i + 1);
      release();
      await settle();
    }
    expect(new Set(await Promise.all(flood))).toEqual(new Set([undefined]));
    expect(questions.map((keys) => keys.length)).toEqual([500, 500, 200]);
  });

  test('does not drive out the right ones', async () => {
    const cache = create({ unknownMax: 10, knownMax: 10 });
    await cache.read('good');
    await Promise.all(Array.from({ length: 100 }, (_, i) => cache.read(`wrong ${i}`)));
    const before = questions.length;
    await cache.read('good');
    await cache.read('wrong 99');
    expect(questions).toHaveLength(before);
  });

  test('is remembered for a minute each', async () => {
    const cache = create();
    await cache.read('wrong');
    clock.advanceMs(59_000);
    await cache.read('wrong');
    expect(questions).toHaveLength(1);
    rows.set('wrong', 'right now');
    clock.advanceMs(2_000);
    expect(await cache.read('wrong')).toBe('right now');
  });
});

describe.each(['error', 'never'] as const)('while the database is away (%s)', (away) => {
  test('what was good stays good for a day, and no longer', async () => {
    const cache = create({ waitMsMax: 40, firstWaitMsMax: 60 });
    await cache.read('good');
    answer = away;
    clock.advanceMs(23 * 3_600_000);
    expect(await cache.read('good')).toBe('row 1');
    expect(await cache.read('good')).toBe('row 1');
    clock.advanceMs(2 * 3_600_000);
    await expect(cache.read('good')).rejects.toThrow();
  });

  test('what is not known is not let in', async () => {
    const cache = create({ waitMsMax: 40, firstWaitMsMax: 60 });
    answer = away;
    await expect(cache.read('good')).rejects.toMatchObject({ code: 'database_unavailable' });
  });

  test('what was changed here is not let in on what was known before', async () => {
    const cache = create({ waitMsMax: 40, firstWaitMsMax: 60 });
    await cache.read('good');
    cache.forget(() => true);
    answer = away;
    await expect(cache.read('good')).rejects.toThrow();
  });
});

test('requests wait for an absent database once a second, not each', async () => {
  const cache = create({ waitMsMax: 2_000 });
  await cache.read('good');
  answer = 'never';
  clock.advanceMs(5_000);
  await cache.read('good');
  const before = performance.now();
  for (let i = 0; i < 1_000; i += 1) await cache.read('good');
  expect(performance.now() - before).toBeLessThan(1_900);
});

test('when the database is back, a change is seen within a second', async () => {
  const cache = create();
  await cache.read('good');
  answer = 'error';
  clock.advanceMs(5_000);
  await cache.read('good');
  answer = 'at once';
  rows.delete('good');
  clock.advanceMs(1_000);
  expect(await cache.read('good')).toBeUndefined();
});
