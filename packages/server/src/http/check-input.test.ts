import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { limits } from '../kernel/index.ts';
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

test('a body has so many levels and no more, however many it has', () => {
  const nest = (levels: number): unknown => {
    let value: unknown = 1;
    for (let level = 1; level < levels; level += 1)
      value = level % 2 === 0 ? { a: value } : [value];
    return { name: 'a', more: value };
  };
  expect(check(nest(limits.jsonDepthMax))).toHaveProperty('value');
  for (const levels of [limits.jsonDepthMax + 1, 200_000]) {
    expect(check(nest(levels))).toMatchObject({
      error: { code: 'too_deep', status: 400, path: 'body' },
    });
  }
});

test('any other text is taken', () => {
  const body = { name: '\u{1f600} é', more: [null, 1, true] };
  expect(check(body)).toEqual({ value: body });
});
