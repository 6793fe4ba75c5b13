import { expect, test } from 'vitest';
import { differences } from './differences.ts';

test('tells what was changed, added and taken away, by path', () => {
  const before = { name: 'Till', config: { timeout: 5, retries: 3 }, old: true };
  const after = { name: 'Till', config: { timeout: 8, retries: 3 }, tags: ['a'] };
  expect(differences(before, after)).toEqual([
    { name: 'config.timeout', before: '5', after: '8' },
    { name: 'old', before: 'true', after: '' },
    { name: 'tags', before: '', after: '["a"]' },
  ]);
});

test('something made has no before, something removed no after', () => {
  expect(differences(null, { id: 'x' })).toEqual([{ name: 'id', before: '', after: 'x' }]);
  expect(differences({ id: 'x' }, null)).toEqual([{ name: 'id', before: 'x', after: '' }]);
});
