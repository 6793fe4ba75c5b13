import { expect, test } from 'vitest';
import { rank } from './rank.ts';

const all = ['Live tail', 'Fleet', 'pos-terminal-006', 'Alerts', 'Errors'].map((words) => ({
  words,
}));
const found = (typed: string) => rank(all, typed).map(({ words }) => words);

test('what begins with it comes first, then words that do, then what contains it', () => {
  expect(found('l')).toEqual(['Live tail', 'Fleet', 'pos-terminal-006', 'Alerts']);
  expect(found('TAIL')).toEqual(['Live tail']);
  expect(found('006')).toEqual(['pos-terminal-006']);
});

test('nothing typed is everything, in its order', () => {
  expect(found('')).toEqual(all.map(({ words }) => words));
  expect(found('zzz')).toEqual([]);
});
