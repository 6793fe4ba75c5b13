import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from './parse-json.ts';

const letters = fc.constantFrom(...'ab /"\\\b\f\n\r\t\u0001\u00fc\u20ac\ud83d\ude00:,{}');
const text = fc.string({ unit: letters, maxLength: 3 });
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(text, tie('json'), { maxKeys: 5 }),
  ),
}));

test('any JSON comes out as it was written, with escapes in its keys', () => {
  fc.assert(
    fc.property(fc.array(json, { maxLength: 6 }), fc.constantFrom(0, 2), (value, indent) => {
      expect(JSON.stringify(parseJson(JSON.stringify(value, null, indent)))).toBe(
        JSON.stringify(value),
      );
    }),
    { numRuns: 3_000 },
  );
});

test('a key is a slash, however it is written', () => {
  for (const key of ['/', '\\/', '\\u002f', '\\u002F']) {
    expect(Object.keys(parseJson(`{"a":0,"${key}" :1}`) as object)).toEqual(['a', '/']);
  }
  expect(Object.keys(parseJson('{"a":{"b\\"\\t":1,"\\t":2},"\\\\":3}') as object)).toEqual([
    'a',
    '\\',
  ]);
});

test('a key with an escape is not taken for one that was met before', () => {
  parseJson('[{"a":1,"name\\\\":2}]');
  expect(parseJson('[{"a":1,"name\\u0009":2},{"a":1,"name\\u0008":3}]')).toEqual([
    { a: 1, 'name\t': 2 },
    { a: 1, 'name\b': 3 },
  ]);
});

test('a key that would be a prototype is a key', () => {
  const parsed = parseJson('{"\\/":1,"__proto__":{"x":1}}') as object;
  expect(Object.keys(parsed)).toEqual(['/', '__proto__']);
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
});

test('what is no JSON is refused', () => {
  for (const wrong of ['', '{"\\/":}', '{"\\/":1', '["\\/":1]']) {
    expect(() => parseJson(wrong)).toThrow(SyntaxError);
  }
});
