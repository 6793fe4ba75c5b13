import { expect, test } from 'vitest';
import { rollupTables } from './rollup-table.ts';
import { rollups } from './rollups.ts';
import { sumTables } from './sum-tables.ts';
import { tables } from './tables.ts';

const everyTable = [...tables, ...rollups.flatMap(rollupTables)];

test.each(sumTables.map((table) => [table.name, table] as const))(
  '%s says of when its rows are',
  (name, { timeColumn }) => {
    const columns = everyTable.find((table) => table.name === name)?.columns ?? {};
    expect(columns[timeColumn]?.type).toBe('timestamptz');
  },
);

test('whatever the house keeps of rows of one origin is a sum, or goes with them by a way of its own', () => {
  const sums = new Set(sumTables.map(({ name }) => name));
  const others = everyTable.filter(
    ({ name, kind, columns }) =>
      kind === 'system' && columns.provenance !== undefined && !sums.has(name),
  );
  // Marks of hours that are settled again, rows on their way, and groups without errors.
  expect(others.map(({ name }) => name)).toEqual(['device_hours_open', 'outbox', 'error_groups']);
});
