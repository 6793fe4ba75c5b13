import { expect, test } from 'vitest';
import { layOut } from './aligned-table.ts';
import { cellOf } from './cell.ts';
import { csvLine } from './csv.ts';

test('CSV quotes what needs it, and tells null from an empty text', () => {
  expect(csvLine(['a', 1, null, '', 'b,c', 'd"e', 'f\ng', { h: [1] }, true])).toBe(
    'a,1,,"","b,c","d""e","f\ng","{""h"":[1]}",true',
  );
});

test('a cell is one line and cannot command the terminal', () => {
  expect(cellOf('a\u001b[31mred\u0007\nb\u202e')).toBe('a�[31mred�⏎b�');
  expect([cellOf(null), cellOf({ a: 1 }), cellOf(false)]).toEqual(['', '{"a":1}', 'false']);
});

test('a table is aligned: numbers to the right, texts to the left', () => {
  const rows = [
    { name: 'a', rows: 5 },
    { name: 'longer', rows: 12_000 },
  ];
  expect(layOut(rows, ['name', 'rows'], {}).lines).toEqual([
    'name     rows',
    'a           5',
    'longer  12000',
  ]);
});

test('long cells are cut; on a terminal empty columns are left out and what has no room is named', () => {
  const rows = [{ a: 'x'.repeat(100), b: null, c: 'c', d: 'd'.repeat(30) }];
  const table = layOut(rows, ['a', 'b', 'c', 'd'], { width: 60 });
  expect(table.left).toEqual(['d']);
  expect(table.lines[1]).toBe(`${'x'.repeat(47)}…  c`);
  const elsewhere = layOut([{ a: { key: 'x'.repeat(5_000) }, c: 'c' }], ['a', 'c'], {});
  expect(elsewhere.lines[1]).toMatch(/^.{47}… {2}c$/);
});
