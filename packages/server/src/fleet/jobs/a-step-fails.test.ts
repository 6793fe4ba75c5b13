import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createLog, limits } from '../../kernel/index.ts';
import type { Jobs } from './jobs.ts';
import type { JobsFixture } from './test/jobs-fixture.ts';
import { actor, openJobs } from './test/jobs-fixture.ts';

let opened: TestDatabase;
let house: JobsFixture;
let server: Jobs;
let fails: boolean;
let jobId: string;
beforeAll(async () => {
  opened = await createTestDatabase();
});
afterAll(() => opened.drop());
beforeEach(async () => {
  house = await openJobs(opened);
  await house.addDevices(2);
  fails = true;
  server = house.createServer({
    log: createLog('silent'),
    onChanged: async () => {
      if (fails) throw new TypeError('a fault of ours');
    },
  });
  const made = await server.create({ action: 'Run', site_id: 'site-001' }, actor);
  await server.reconcile();
  jobId = made.job_id;
  const at = new Date(house.clock.nowMs()).toISOString();
  const command_id = `${jobId}.1.pos-1`;
  await server.acknowledge({ deviceId: 'pos-1' }, { command_id, step: 'applied', at });
  await server.reconcile();
});
afterEach(async () => {
  await server.stop();
  await house.stop();
});

/** Lets the pauses pass one after the other; says how long each was, in seconds. */
async function failOn(times: number): Promise<number[]> {
  const pauses: number[] = [];
  for (let nr = 0; nr < times; nr += 1) {
    const [job] = await house.database.query<{ wake_at: string }>('SELECT wake_at FROM jobs');
    const pauseMs = Date.parse(job?.wake_at ?? '') - house.clock.nowMs();
    pauses.push(Math.round(pauseMs / 1_000));
    house.clock.advanceMs(pauseMs);
    await server.reconcile();
  }
  return pauses;
}

test('a step that fails is tried again, later each time, and the job says so', async () => {
  expect(await house.jobs.read(jobId)).toMatchObject({
    status: 'sent',
    error_code: 'internal',
    error_message: 'The server could not bring the job on; its log says why',
  });
  expect(await failOn(8)).toEqual([5, 10, 20, 40, 80, 160, 300, 300]);
});

test('a step that fails and then succeeds leaves no trace, and is counted anew', async () => {
  await failOn(3);
  fails = false;
  await failOn(1);
  expect(await house.jobs.read(jobId)).toMatchObject({
    error_code: null,
    error_message: null,
    targets: { verified: 1, sent: 1 },
  });
  expect(await house.database.query('SELECT faults FROM jobs')).toEqual([{ faults: 0 }]);
});

test('a step that goes on failing ends the job as failed, with what is open of it, and tells so', async () => {
  await failOn(limits.jobFaultsMax - 1);
  const end = { status: 'failed', error_code: 'internal' };
  expect(await house.jobs.read(jobId)).toMatchObject({
    ...end,
    completed_at: expect.any(String),
    targets: { failed: 2, total: 2 },
  });
  const told = await house.told('job_outcomes');
  expect(told).toHaveLength(3);
  for (const outcome of told) expect(outcome).toMatchObject(end);
  house.clock.advanceMs(600_000);
  await server.reconcile();
  expect(await house.told('job_outcomes')).toHaveLength(3);
  fails = false;
  await server.control('retry', jobId, actor);
  await server.reconcile();
  expect(await house.jobs.read(jobId)).toMatchObject({ status: 'sent', targets: { sent: 2 } });
});

test('a job whose end cannot be told ends all the same', async () => {
  await house.database.query('ALTER TABLE outbox RENAME TO outbox_gone');
  try {
    await failOn(limits.jobFaultsMax - 1);
    expect(await house.jobs.read(jobId)).toMatchObject({
      status: 'failed',
      error_code: 'internal',
      targets: { failed: 2 },
    });
  } finally {
    await house.database.query('ALTER TABLE outbox_gone RENAME TO outbox');
  }
});
