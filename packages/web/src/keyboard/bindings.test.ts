import { expect, test } from 'vitest';
import { defaultKeys, keyOf, readBindings } from './bindings.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false };

test('keys are kept by what they say, with Ctrl and Cmd as one', () => {
  expect(keyOf({ ...plain, key: ' ' })).toBe('Space');
  expect(keyOf({ ...plain, key: '?' })).toBe('?');
  expect(keyOf({ ...plain, key: 'K', ctrlKey: true })).toBe('Mod+k');
  expect(keyOf({ ...plain, key: 'k', metaKey: true })).toBe('Mod+k');
  expect(keyOf({ ...plain, key: 'Shift' })).toBeUndefined();
  expect(keyOf({ ...plain, key: 'Enter' })).toBeUndefined();
});

test('what was kept is taken where it is understood, and never breaks the page', () => {
  expect(readBindings('{"row-next":"n","unknown":"x","filter":7}')).toEqual({
    ...defaultKeys,
    'row-next': 'n',
  });
  expect(readBindings('{broken')).toEqual(defaultKeys);
  expect(readBindings('null')).toEqual(defaultKeys);
  expect(readBindings(undefined)).toEqual(defaultKeys);
});
