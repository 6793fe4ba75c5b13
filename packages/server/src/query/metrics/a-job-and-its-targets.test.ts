import { afterEach, expect, test } from 'vitest';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { selfSender } from '../../intake/index.ts';
import { readJobOutcomes } from './job-outcomes.ts';

let house: TestHouse;
afterEach(() => house.remove());

const job = { job_id: 'job-0000abcd', job_type: 'config_update' };

async function send(records: readonly object[]): Promise<void> {
  await house.intake.submit(selfSender, 'job_outcomes', { kind: 'records', records });
  await house.drained();
}

const read = (parameters = {}) =>
  readJobOutcomes({ database: house.database, clock: house.clock }, parameters);

test('a job that reached three devices of five: 60 % of its targets, and one partial job', async () => {
  house = await startTestHouse();
  const targets = ['success', 'failed', 'success', 'success', 'timeout'].map((status, i) => ({
    ...job,
    device_id: `pos-terminal-00${i}`,
    status,
    duration_ms: 1_000,
  }));
  await send([...targets, { ...job, status: 'partial', duration_ms: 90_000 }]);
  const answer = await read();
  const ofTargets = {
    count: 5,
    statuses: { success: 3, failed: 1, timeout: 1 },
    success_rate: 60,
    avg_duration_ms: 1_000,
  };
  expect(answer.total).toMatchObject(ofTargets);
  expect(answer.job_types).toMatchObject([{ job_type: 'config_update', ...ofTargets }]);
  expect(answer.series).toMatchObject([ofTargets]);
  expect(answer.jobs).toMatchObject({
    count: 1,
    statuses: { partial: 1 },
    success_rate: 0,
    avg_duration_ms: 90_000,
  });
  expect(answer.provenance).toMatchObject({ real: 6 });
});

test('a sender that names no devices is found under jobs', async () => {
  house = await startTestHouse();
  await send([
    { ...job, status: 'success' },
    { ...job, job_type: 'restart', status: 'failed' },
  ]);
  const answer = await read();
  expect(answer).toMatchObject({ job_type_count: 0, job_types: [], series: [] });
  expect(answer.total).toMatchObject({ count: 0, success_rate: null });
  expect(answer.jobs).toMatchObject({ count: 2, success_rate: 50 });
  expect((await read({ job_type: 'restart' })).jobs).toMatchObject({ statuses: { failed: 1 } });
});
