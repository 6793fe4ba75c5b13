import { targetStates } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import type { ShownJob } from './job-line.ts';
import { hasEnded, lineOf } from './job-line.ts';

const job = (over: object, targets: object): ShownJob =>
  ({
    job_id: 'job-1',
    status: 'sending',
    stages: [100],
    stage: 0,
    error_message: null,
    completed_at: null,
    ...over,
    targets: {
      ...Object.fromEntries(targetStates.map((state) => [state, 0])),
      total: 0,
      ...targets,
    },
  }) as unknown as ShownJob;

test('a job is told in one line, with its stage and what went wrong', () => {
  expect(lineOf(job({}, { total: 1, queued: 1 }))).toBe('job-1 sending: 1 device: 1 queued');
  const paused = { status: 'paused', stages: [5, 100], error_message: '2 of 5 failed' };
  expect(lineOf(job(paused, { total: 100, queued: 95, verified: 3, timed_out: 2 }))).toBe(
    'job-1 paused, stage 1 of 2: 100 devices: 95 queued, 3 verified, 2 timed out (2 of 5 failed)',
  );
});

test('a cancelled job has ended when the devices that had begun have', () => {
  expect(hasEnded(job({ status: 'cancelled' }, {}))).toBe(false);
  expect(hasEnded(job({ status: 'cancelled', completed_at: '2026-01-01' }, {}))).toBe(true);
  expect(hasEnded(job({ status: 'paused' }, {}))).toBe(false);
});
