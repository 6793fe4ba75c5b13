import { expect, test } from 'vitest';
import { rollups } from './rollups.ts';
import { spreadOfRollup, spreads } from './spread.ts';
import { findTable, telemetryTables } from './tables.ts';

test('every telemetry table is spread and compressed by columns that it has, and that are never absent', () => {
  expect(Object.keys(spreads).sort()).toEqual(telemetryTables.map(({ name }) => name).sort());
  for (const [name, { by, segmentBy }] of Object.entries(spreads)) {
    const columns = findTable(name)?.columns ?? {};
    for (const column of [by, segmentBy]) {
      expect(columns[column], `${name}.${column}`).toMatchObject({ nullable: false });
    }
  }
});

test('a rollup lies beside its rows where it knows what they are spread by', () => {
  const found = Object.fromEntries(rollups.map((one) => [one.name, spreadOfRollup(one)]));
  expect(found).toMatchObject({
    api_performance: 'endpoint',
    api_totals: undefined,
    error_users: 'fingerprint',
    tool_callers: 'tool_name',
  });
});
