import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TableDigest } from './tuple-digest.ts';
import { createTupleDigest } from './tuple-digest.ts';

type Row = readonly (Uint8Array | null)[];

const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const trailer = Buffer.from([0xff, 0xff]);

function encode(rows: readonly Row[]): Buffer {
  const parts: Buffer[] = [header];
  const number = (bytes: 2 | 4, value: number) => {
    const part = Buffer.alloc(bytes);
    part.writeIntBE(value, 0, bytes);
    parts.push(part);
  };
  for (const row of rows) {
    number(2, row.length);
    for (const value of row) {
      number(4, value?.length ?? -1);
      if (value !== null) parts.push(Buffer.from(value));
    }
  }
  return Buffer.concat([...parts, trailer]);
}

function digestOf(stream: Uint8Array, cuts: readonly number[] = []): TableDigest {
  const digest = createTupleDigest();
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const at = cut % (stream.length + 1);
    if (at < from) continue;
    digest.push(stream.subarray(from, at));
    from = at;
  }
  digest.push(stream.subarray(from));
  return digest.finish();
}

const rowOf = fc.array(fc.option(fc.uint8Array({ maxLength: 40 })), { maxLength: 4 });
const rowsOf = fc.array(rowOf, { maxLength: 12 });

test('the digest is the same wherever the stream is cut, and in whatever order its rows come', () => {
  fc.assert(
    fc.property(
      rowsOf,
      fc.array(fc.nat(2_000), { maxLength: 20 }),
      fc.nat(),
      (rows, cuts, turn) => {
        const whole = digestOf(encode(rows));
        expect(whole.rows).toBe(rows.length);
        expect(digestOf(encode(rows), cuts)).toEqual(whole);
        const at = rows.length === 0 ? 0 : turn % rows.length;
        const turned = [...rows.slice(at), ...rows.slice(0, at)].reverse();
        expect(digestOf(encode(turned)).hash).toBe(whole.hash);
      },
    ),
  );
});

test('another value, a row more and a row twice are another digest', () => {
  fc.assert(
    fc.property(rowsOf, rowOf, fc.nat(), (rows, row, at) => {
      const whole = digestOf(encode(rows)).hash;
      expect(digestOf(encode([...rows, row])).hash).not.toBe(whole);
      expect(digestOf(encode([...rows, row, row])).hash).not.toBe(whole);
      const changed = rows.map((each, i) => (i === at % rows.length ? [...each, null] : each));
      if (rows.length > 0) expect(digestOf(encode(changed)).hash).not.toBe(whole);
    }),
  );
});

test('a stream that was cut off, and one that is none, are told', () => {
  const whole = encode([[Buffer.from('a'), null], [Buffer.from('bc')]]);
  for (let end = 0; end < whole.length; end += 1) {
    expect(() => digestOf(whole.subarray(0, end))).toThrow('The rows are damaged');
  }
  expect(() => digestOf(Buffer.from('no copy of anything, but long enough'))).toThrow('no binary');
  expect(() => digestOf(Buffer.concat([whole, trailer]))).toThrow('something follows their end');
});
