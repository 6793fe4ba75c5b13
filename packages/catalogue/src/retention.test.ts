import { expect, test } from 'vitest';
import { findPolicyStory, retentionStories } from './retention.ts';
import { rollupTables } from './rollup-table.ts';
import { rollups } from './rollups.ts';
import { tables } from './tables.ts';

const everyTable = [...tables, ...rollups.flatMap(rollupTables)];

test('every table says how long its rows stay, and nothing else does', () => {
  const names = everyTable.map(({ name }) => name).sort();
  expect([...retentionStories.keys()].sort()).toEqual(names);
});

test.each(everyTable.map((table) => [table.name, table] as const))(
  '%s: its age is told by an instant that it has',
  (name, table) => {
    const story = findPolicyStory(name);
    if (story === undefined) return expect(retentionStories.get(name)).toHaveProperty('why');
    expect(table.columns[story.timeColumn]?.type).toBe('timestamptz');
    expect(story.days).toBeGreaterThanOrEqual(story.daysMin);
    expect(story.way).toBe(table.partition === undefined ? 'rows' : 'partitions');
  },
);

test('what is kept of minutes covers a week of metrics, and the week before', () => {
  expect(findPolicyStory('api_totals_minute')?.days).toBe(14);
  expect(findPolicyStory('api_totals_hour')?.days).toBe(400);
});
