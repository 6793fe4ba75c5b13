import { expect, test } from 'vitest';
import { groupReasons } from './group-reasons.ts';

const target = (
  device_id: string,
  state: 'failed' | 'timed_out' | 'verified',
  error_message: string | null = null,
) => ({
  device_id,
  state,
  error_code: error_message === null ? null : 'apply_failed',
  error_message,
});

test('names each reason once, the most frequent first, and nobody who did well', () => {
  const targets = [
    target('a', 'failed', 'disk full'),
    target('b', 'verified'),
    target('c', 'timed_out'),
    target('d', 'failed', 'disk full'),
  ];
  expect(groupReasons(targets)).toEqual([
    { reason: 'disk full', code: 'apply_failed', count: 2, devices: ['a', 'd'] },
    { reason: 'no answer in time', code: null, count: 1, devices: ['c'] },
  ]);
});
