import { expect, test } from 'vitest';
import type { Column } from './column.ts';
import { rollupTables } from './rollup-table.ts';
import { rollups } from './rollups.ts';
import { findTable, tables, telemetryTables } from './tables.ts';

const everyTable = [...tables, ...rollups.flatMap(rollupTables)];

test('table names and list paths are unique', () => {
  const names = everyTable.map((table) => table.name);
  const paths = tables.flatMap((table) => table.listPath ?? []);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(paths).size).toBe(paths.length);
});

test.each(everyTable.map((table) => [table.name, table] as const))(
  '%s: keys, unique columns and references name columns that exist',
  (_name, table) => {
    const columns = Object.keys(table.columns);
    expect(columns).toEqual(expect.arrayContaining([...table.primaryKey, ...table.unique.flat()]));
    for (const column of Object.values(table.columns)) {
      if (column.references === undefined) continue;
      const [target = '', key = ''] = column.references.split('.');
      expect(Object.keys(findTable(target)?.columns ?? {})).toContain(key);
    }
  },
);

test.each(everyTable.map((table) => [table.name, table] as const))(
  '%s: every column is described, and aliases lead to known values',
  (_name, table) => {
    for (const column of Object.values(table.columns)) {
      expect(column.description).toMatch(/\.$/);
      expect(column.values ?? []).toEqual(
        expect.arrayContaining(Object.values(column.aliases ?? {})),
      );
    }
  },
);

test('telemetry is partitioned by its instant, kept for a time, and marked with its provenance', () => {
  expect(telemetryTables).toHaveLength(9);
  for (const table of telemetryTables) {
    expect(table.partition).toBeDefined();
    expect(table.retentionDays).toBeGreaterThan(0);
    expect(Object.keys(table.columns)).toEqual(
      expect.arrayContaining(['timestamp', 'received_at', 'provenance']),
    );
  }
});

test('a rollup names columns of its source', () => {
  for (const rollup of rollups) {
    const columns = Object.keys(rollup.source.columns);
    const named = Object.values(rollup.dimensions).map((dimension) => dimension.column);
    const condition = rollup.where === undefined ? [] : [rollup.where.column];
    expect(columns).toEqual(expect.arrayContaining([...named, ...condition, ...rollup.values]));
  }
});

test('a rollup keeps days, each interval a multiple of the one before', () => {
  const order = ['minute', 'hour', 'day'];
  for (const { intervals } of rollups) {
    expect(intervals).toEqual(
      order.filter((interval) => intervals.some((one) => one === interval)),
    );
    expect(intervals.at(-1)).toBe('day');
  }
});

test('the key of a rollup fits into a page of an index, whatever the characters are', () => {
  const indexRowBytesMax = 2_704;
  const bytesOf = ({ type, lengthMax = 0 }: Column) =>
    type === 'varchar' ? 4 * lengthMax + 4 : 16;
  for (const { name, columns, primaryKey } of rollups.flatMap(rollupTables)) {
    const bytes = primaryKey.reduce((sum, key) => sum + bytesOf(columns[key] as Column), 16);
    expect([name, Math.max(bytes, indexRowBytesMax)]).toEqual([name, indexRowBytesMax]);
  }
});
