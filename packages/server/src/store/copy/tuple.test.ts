import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { parseInet } from './inet-bytes.ts';
import { createTupleReader } from './tuple-reader.ts';
import { createTupleWriter } from './tuple-writer.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase({ empty: true });
  await scratch.database.query(
    `CREATE TABLE everything (place bigint GENERATED ALWAYS AS IDENTITY, at timestamptz, flag boolean, four integer, eight bigint, real8 float8,
       words text, document jsonb, bytes bytea, host inet, money numeric(14, 2))`,
  );
});
afterAll(() => scratch.drop());

interface Row {
  readonly at: number;
  readonly flag: boolean;
  readonly four: number;
  readonly eight: number;
  readonly real8: number;
  readonly words: string;
  readonly document: string;
  readonly bytes: Uint8Array;
  readonly host: string;
  readonly money: number;
}

const columns = Object.keys({
  at: 0,
  flag: 0,
  four: 0,
  eight: 0,
  real8: 0,
  words: 0,
  document: 0,
  bytes: 0,
  host: 0,
  money: 0,
});

/** Text that PostgreSQL can store: no NUL and no half of a pair. */
const words = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ maxLength: 60 }))
  .filter((text) => !text.includes('\0') && text.isWellFormed());
const hosts = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('10.0.0.0/8', '2001:db8::/32', '::'));

const rows: fc.Arbitrary<Row> = fc.record({
  at: fc.integer({ min: -2_208_988_800_000_000, max: 7_258_118_399_999_999 }),
  flag: fc.boolean(),
  four: fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }),
  eight: fc.maxSafeInteger(),
  real8: fc.double({ noNaN: true, noDefaultInfinity: true }),
  words,
  document: fc
    .dictionary(words, fc.oneof(words, fc.integer(), fc.boolean()))
    .map((value) => JSON.stringify(value)),
  bytes: fc.uint8Array({ maxLength: 40 }),
  host: hosts,
  money: fc.integer({ min: -99_999_999_999_999, max: 99_999_999_999_999 }),
});

function write(list: readonly (Row | undefined)[]): Uint8Array {
  const writer = createTupleWriter(16);
  for (const row of list) {
    writer.row(columns.length);
    if (row === undefined) {
      for (const _ of columns) writer.null();
      continue;
    }
    const host = parseInet(row.host);
    if (host === undefined) throw new Error(`${row.host} is no address`);
    writer.timestamp(row.at);
    writer.boolean(row.flag);
    writer.integer(row.four);
    writer.bigint(row.eight);
    writer.double(row.real8);
    writer.text(row.words);
    writer.jsonb(row.document);
    writer.bytea(row.bytes);
    writer.inet(host);
    writer.hundredths(row.money);
  }
  return writer.take();
}

test('what is written is read back the same, field by field', () => {
  fc.assert(
    fc.property(fc.array(fc.option(rows, { nil: undefined }), { maxLength: 8 }), (list) => {
      const reader = createTupleReader(write(list));
      for (const row of list) {
        expect(reader.next()).toBe(true);
        if (row === undefined) {
          expect(columns.every((_, i) => reader.isNull(i))).toBe(true);
          continue;
        }
        expect(reader.timestamp(0)).toBe(row.at);
        expect(reader.boolean(1)).toBe(row.flag);
        expect(reader.integer(2)).toBe(row.four);
        expect(reader.bigint(3)).toBe(row.eight);
        expect(reader.double(4)).toBe(row.real8);
        expect(reader.text(5)).toBe(row.words);
        expect(reader.jsonb(6)).toBe(row.document);
        expect([...reader.bytea(7)]).toEqual([...row.bytes]);
        expect(reader.hundredths(9)).toBeCloseTo(row.money, 0);
      }
      expect(reader.next()).toBe(false);
    }),
  );
});

interface Stored extends Record<string, unknown> {
  readonly document: unknown;
  readonly bytes: Buffer;
}

test('PostgreSQL stores what was written', async () => {
  const list = fc.sample(rows, 400);
  const { database } = scratch;
  const tuples = write(list);
  const count = await database.transaction((tx) => tx.copy('everything', columns, [tuples]));
  expect(count).toBe(list.length);
  const stored = await database.query<Stored>(
    `SELECT (extract(epoch FROM at) * 1000000)::bigint AS at, flag, four, eight, real8, words, document,
       bytes, host, (money * 100)::bigint AS money FROM everything ORDER BY place`,
  );
  const hosts = await database.query<{ same: boolean }>(
    `SELECT bool_and(host = given) AS same FROM unnest($1::inet[]) WITH ORDINALITY g (given, n)
       JOIN (SELECT host, row_number() OVER (ORDER BY place) AS n FROM everything) e USING (n)`,
    [list.map((row) => row.host)],
  );
  expect(hosts).toEqual([{ same: true }]);
  const plain = stored.map(({ host: _, ...row }) => ({ ...row, bytes: [...row.bytes] }));
  const given = list.map(({ host: _, ...row }) => ({
    ...row,
    bytes: [...row.bytes],
    document: JSON.parse(row.document),
  }));
  expect(plain).toEqual(given);
});

test('a row that is taken back leaves nothing behind', () => {
  const writer = createTupleWriter(16);
  writer.row(1);
  writer.text('stays');
  const mark = writer.length;
  writer.row(1);
  writer.text('goes '.repeat(100));
  writer.rollback(mark);
  const reader = createTupleReader(writer.take());
  expect(reader.next()).toBe(true);
  expect(reader.text(0)).toBe('stays');
  expect(reader.tuple()).toHaveLength(mark);
  expect(reader.next()).toBe(false);
  expect(writer.length).toBe(0);
});

test('addresses are read as PostgreSQL reads them', () => {
  expect(parseInet('10.1.2.3')).toEqual({ family: 4, prefixBits: 32, address: [10, 1, 2, 3] });
  expect(parseInet('::ffff:10.1.2.3')?.address.slice(10)).toEqual([255, 255, 10, 1, 2, 3]);
  for (const bad of [
    '',
    '10.1.2',
    '10.1.2.3/33',
    '::/129',
    '::/',
    'fe80::1%eth0',
    'host',
    '1.2.3.4/ 8',
  ]) {
    expect(parseInet(bad)).toBeUndefined();
  }
});
