import { expect, test } from 'vitest';
import { failureLine } from './failure-lines.ts';

const target = { device_id: 'till-1', state: 'timed_out', error_code: null, error_message: null };

test('a device on which a job failed is told with code and words, in one line', () => {
  const line = (change: object) =>
    failureLine({ ...target, ...change } as unknown as Parameters<typeof failureLine>[0]);
  expect(line({})).toBe('till-1 timed out');
  expect(line({ state: 'failed', error_code: 'unsupported', error_message: 'No\nfile' })).toBe(
    'till-1 failed: unsupported: No⏎file',
  );
});
