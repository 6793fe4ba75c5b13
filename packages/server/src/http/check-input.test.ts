import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { createInputCheck } from './check-input.ts';

const schema = Type.Object({ name: Type.String(), more: Type.Optional(Type.Unknown()) });
const check = createInputCheck('body', schema);

test.each([
  [{ name: '\ud800' }, 'body.name'],
  [{ name: 'a\0b' }, 'body.name'],
  [{ name: 'a', more: ['x', { deep: '\udc00' }] }, 'body.more[1].deep'],
  [{ name: 'a', more: { 'k\0': 1 } }, 'body.more'],
])('text that cannot be stored is refused: %j', (body, path) => {
  expect(check(body)).toMatchObject({ error: { code: 'text_invalid', status: 422, path } });
});

test('any other text is taken', () => {
  const body = { name: '\u{1f600} é', more: [null, 1, true] };
  expect(check(body)).toEqual({ value: body });
});
