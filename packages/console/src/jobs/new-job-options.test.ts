import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { NewJobOptions } from './new-job-options.ts';
import { addNewJobOptions, readNewJob } from './new-job-options.ts';

const read = (...words: string[]) =>
  readNewJob(
    addNewJobOptions(new Command().exitOverride())
      .parse(['--action', 'Update', ...words], { from: 'user' })
      .opts<NewJobOptions>(),
  );

test('options become the body of the request, and what is not given is left out', () => {
  expect(read('--site', 'site-001')).toEqual({ action: 'Update', site_id: 'site-001' });
  const words = ['--device', 'a', 'b', '--stages', '5,25,100', '--window', '--payload', '{"a":1}'];
  expect(read(...words)).toEqual({
    action: 'Update',
    device_ids: ['a', 'b'],
    stages: [5, 25, 100],
    schedule: 'window',
    payload: { a: 1 },
  });
  expect(read('--segment', 'x', '--at', '2026-01-31T02:00:00Z')).toMatchObject({
    schedule: 'at',
    scheduled_for: '2026-01-31T02:00:00Z',
  });
});

test.each([
  ['--stages', '5,many'],
  ['--payload', '[1]'],
  ['--payload', 'rubbish'],
  ['--settle', '-1s'],
])('%s %s is refused', (option, text) => {
  expect(() => read(`${option}=${text}`)).toThrow(`${option} "`);
});
