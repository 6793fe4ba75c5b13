import { expect, test } from 'vitest';
import { forgetAnswers, keepAnswer, readAnswer } from './kept-answers.ts';

test('only the newest answers are kept, however long a page is open', () => {
  for (let at = 0; at < 1_000; at += 1) keepAnswer(`/a?at=${at}`, { data: at, atMs: at });
  const known = Array.from({ length: 1_000 }, (_, at) => readAnswer(`/a?at=${at}`));
  expect(readAnswer('/a?at=999')).toEqual({ data: 999, atMs: 999 });
  expect(known.filter((each) => each !== undefined).length).toBeLessThanOrEqual(100);
});

test('an answer that is read again is the newest, and nothing is left for who signs in next', () => {
  keepAnswer('/first', { data: 1, atMs: 1 });
  for (let at = 0; at < 50; at += 1) keepAnswer(`/b?at=${at}`, { data: at, atMs: at });
  keepAnswer('/first', { data: 2, atMs: 2 });
  for (let at = 50; at < 100; at += 1) keepAnswer(`/b?at=${at}`, { data: at, atMs: at });
  expect(readAnswer('/first')?.data).toBe(2);
  forgetAnswers();
  expect(readAnswer('/first')).toBeUndefined();
});
