import { expect, test } from 'vitest';
import { describeRow } from './describe-row.ts';

test('begins with the subject and goes on with what has a value', () => {
  const row = {
    id: 1,
    timestamp: 'x',
    device_id: 'pos-1',
    cpu_percent: 41.5,
    memory_percent: null,
    extra_metrics: {},
    provenance: 'real',
  };
  expect(describeRow('device-metrics', row)).toBe('pos-1 cpu_percent=41.5');
});

test('writes objects as JSON, and takes a table that it does not know', () => {
  expect(describeRow('other', { a: { b: 1 }, c: false })).toBe('a={"b":1} c=false');
});
