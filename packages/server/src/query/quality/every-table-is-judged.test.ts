import type { Table } from '@homepot/catalogue';
import { telemetryTables } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { impossibleIn } from './impossible-values.ts';
import { duplicateKeys } from './judge-duplicates.ts';
import { measuredColumns } from './judge-nulls.ts';
import { rates } from './judge-rates.ts';

/** What a judge leaves out, and why. Amounts and values from the future are judged of every table. */
const leftOut: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  values: { device_state_history: 'states are judged in their order' },
  nulls: {
    api_request_logs: 'the house writes it whole',
    user_activities: 'a page may leave anything out',
    device_state_history: 'what is missing breaks the chain of states',
    job_outcomes: 'times are absent where a job never began',
    error_logs: 'an error may come without a device or a user',
    tool_usage_logs: 'a tool may give neither input nor output',
    performance_metrics: 'its value may not be null',
  },
  duplicates: {
    api_request_logs: 'two requests may come at one instant',
    user_activities: 'one may do two things at one instant',
    error_logs: 'one fault may be told several times at one instant',
    tool_usage_logs: 'a tool may be used twice at one instant',
    performance_metrics: 'names and labels tell rows apart, which no sum is wrong without',
  },
  rates: {
    user_activities: 'nothing in it is a share',
    device_state_history: 'shares of states are those of the health checks',
    device_metrics: 'a share of measurements says nothing',
    error_logs: 'it has errors alone',
    performance_metrics: 'what its names mean is not known',
  },
};

/** The condition on the time is part of every table's values. */
const judges: Readonly<Record<string, (table: Table) => boolean>> = {
  values: ({ name }) => impossibleIn(name).length > 1,
  nulls: ({ name }) => Object.hasOwn(measuredColumns, name),
  duplicates: ({ name }) => Object.hasOwn(duplicateKeys, name),
  rates: ({ name }) => rates.some(({ table }) => table === name),
};

test.each(Object.keys(judges))('%s: every telemetry table is judged, or says why not', (what) => {
  const unjudged = telemetryTables.filter((table) => judges[what]?.(table) !== true);
  expect(unjudged.map(({ name }) => name).sort()).toEqual(Object.keys(leftOut[what] ?? {}).sort());
});

test('columns that are judged are there', () => {
  const columnsOf = (name: string) =>
    Object.keys(telemetryTables.find((table) => table.name === name)?.columns ?? {});
  for (const columns of [measuredColumns, duplicateKeys]) {
    for (const [table, names] of Object.entries(columns)) {
      expect(columnsOf(table), table).toEqual(expect.arrayContaining([...names]));
    }
  }
});
