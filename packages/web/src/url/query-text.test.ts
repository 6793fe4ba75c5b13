import { expect, test } from 'vitest';
import { readQuery, writeQuery } from './query-text.ts';

test('a change leaves the rest of the address as it is', () => {
  expect(writeQuery(readQuery('?range=3d&zone=utc'), { status: 'error' })).toBe(
    'range=3d&status=error&zone=utc',
  );
});

test('what is empty or usual is left out, so that one state has one address', () => {
  const before = readQuery('?status=error&sort=name');
  expect(writeQuery(before, { status: '', sort: 'worst' }, { sort: 'worst' })).toBe('');
});

test('instants and lists stay readable, and everything comes back as it was', () => {
  const values = { from: '2026-11-22T08:00:00Z', ids: 'a,b', path: '/x/y', text: 'a&b=c d+é%' };
  const text = writeQuery({}, values);
  expect(text).toContain('from=2026-11-22T08:00:00Z&ids=a,b&path=/x/y');
  expect(readQuery(`?${text}`)).toEqual(values);
});
