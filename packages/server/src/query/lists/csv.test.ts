import type { Column } from '@homepot/catalogue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv } from '../test/read-csv.ts';
import { writeCsvHeader, writeCsvRow } from './csv.ts';

const columnOf = (type: Column['type']): Column => ({
  type,
  nullable: true,
  description: '',
  privacy: 'none',
  origin: 'sender',
  filter: false,
});

const columns = {
  words: columnOf('text'),
  number: columnOf('double'),
  data: columnOf('jsonb'),
};

const cellsOf = (row: Readonly<Record<string, unknown>>) =>
  readCsv(writeCsvRow(row, columns))[0] ?? [];

test('the header names the columns', () => {
  expect(writeCsvHeader(columns)).toBe('words,number,data\r\n');
});

test.each([
  ['=HYPERLINK("http://evil")', `'=HYPERLINK("http://evil")`],
  ['+1-1|cmd', `'+1-1|cmd`],
  ['-2+3', `'-2+3`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\t=1', `'\t=1`],
  ['\r=1', `'\r=1`],
  [`'=1`, `''=1`],
  ['-5', '-5'],
  ['+49 170', `'+49 170`],
  ['-1.5e3', '-1.5e3'],
  [`it's`, `it's`],
  ['', ''],
])('the text %j becomes %j', (text, cell) => {
  expect(cellsOf({ words: text })[0]).toBe(cell);
});

test('numbers keep their sign, absent values are empty, JSON is its text', () => {
  expect(writeCsvRow({ words: null, number: -5.5, data: { a: '=1' } }, columns)).toBe(
    ',-5.5,"{""a"":""=1""}"\r\n',
  );
  expect(writeCsvRow({ words: '', number: null, data: null }, columns)).toBe('"",,\r\n');
});

test('whatever stands in a row is read back the same, after one apostrophe is taken from defused text', () => {
  const undo = (cell: string) => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', '\r', '\n', '\t', '1') }),
  );
  const row = fc.record({
    words: text,
    number: fc.double({ noNaN: true, noDefaultInfinity: true }),
    data: fc.jsonValue(),
  });
  fc.assert(
    fc.property(row, (given) => {
      const [words = '', number, data = ''] = cellsOf(given);
      expect(undo(words)).toBe(given.words);
      expect(Number(number)).toBe(given.number === 0 ? 0 : given.number);
      if (given.data !== null)
        expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(given.data)));
    }),
  );
});
