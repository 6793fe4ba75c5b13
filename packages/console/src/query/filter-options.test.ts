import { listFilters } from '@homepot/catalogue';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { chooseListed, listedTables } from '../choose-table.ts';
import { defineQuery } from '../commands/query.ts';
import type { Context } from '../context.ts';
import { addFilterOptions, describeFilters, readFilters } from './filter-options.ts';

function parse(...words: string[]): Record<string, unknown> {
  const command = new Command().exitOverride();
  addFilterOptions(command, listedTables);
  return command.parse(words, { from: 'user' }).opts();
}

test.each(listedTables.map((table) => [table.name, table] as const))(
  'every filter of %s is an option, with words in --help',
  (_, table) => {
    for (const { name } of listFilters(table)) {
      const option = `--${name.replaceAll('_', '-')}`;
      const given = parse(option, 'a', option, 'b,c');
      expect(readFilters(table, given, listedTables)).toEqual({ [name]: ['a', 'b,c'] });
      expect(describeFilters(table)).toContain(`${option} <value>`);
    }
  },
);

test('a filter of another table is refused, with the one that was meant', () => {
  const requests = chooseListed('requests');
  expect(() => readFilters(requests, parse('--severity', 'error'), listedTables)).toThrow(
    'api_request_logs has no filter --severity',
  );
});

test('no filter is named like an option that query has for itself', () => {
  const command = new Command('query');
  expect(() => defineQuery(command, {} as Context, [])).not.toThrow();
  const flags = command.options.map((option) => option.long);
  expect(new Set(flags).size).toBe(flags.length);
});

test('a table is known by its name and by its list path; a wrong one is answered with the near one', () => {
  expect(chooseListed('requests')).toBe(chooseListed('api_request_logs'));
  expect(chooseListed('api-request-logs')).toBe(chooseListed('api_request_logs'));
  expect(() => chooseListed('device_metric')).toThrow('Did you mean device_metrics?');
  expect(() => chooseListed('users')).toThrow('There is no table "users" to read');
});
