import { expect, test } from 'vitest';
import type { ChangeRow } from './group-changes.ts';
import { groupChanges, outcomeInWords } from './group-changes.ts';

const row = (id: number, more: Partial<ChangeRow>): ChangeRow =>
  ({
    id,
    timestamp: '2026-01-05T12:00:00Z',
    entity_id: `pos-${id}`,
    parameter_name: 'config_version',
    old_value: '2.5.0',
    new_value: '2.6.0',
    change_type: 'automated',
    change_reason: null,
    job_id: null,
    verdict: null,
    was_successful: null,
    was_rolled_back: false,
    ...more,
  }) as ChangeRow;

test('what a job changed alike is one; what nobody ordered stands alone', () => {
  const groups = groupChanges([
    row(1, { job_id: 'job-1' }),
    row(2, {}),
    row(3, { job_id: 'job-1' }),
    row(4, { job_id: 'job-1', old_value: '2.4.0' }),
  ]);
  expect(groups.map(({ rows }) => rows.map(({ id }) => id))).toEqual([[1, 3], [2], [4]]);
});

test('tells what it came to, the most frequent first', () => {
  const [group] = groupChanges([
    row(1, { job_id: 'job-1', was_successful: true }),
    row(2, { job_id: 'job-1', was_successful: false }),
    row(3, { job_id: 'job-1', was_successful: false }),
    row(4, { job_id: 'job-1', was_rolled_back: true, was_successful: false }),
    row(5, { job_id: 'job-1' }),
  ]);
  expect(group && outcomeInWords(group).map(({ word, count }) => `${count} ${word}`)).toEqual([
    '2 degraded',
    '1 did no harm',
    '1 taken back',
    '1 not judged yet',
  ]);
});
