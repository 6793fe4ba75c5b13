import { describe, expect, test } from 'vitest';
import type { JobInput } from './new-job.ts';
import { eachWithJobs } from './test/each-with-jobs.ts';
import type { JobsFixture } from './test/jobs-fixture.ts';
import { actor, update } from './test/jobs-fixture.ts';

let house: JobsFixture;
eachWithJobs((opened) => {
  house = opened;
});

test('a job is named, told to the audit trail, and counts its devices', async () => {
  await house.addDevices(3);
  const job = await house.jobs.create(
    { ...update, config_version: '2.4.1', payload: { restart_required: true } },
    actor,
  );
  expect(job).toMatchObject({
    job_id: expect.stringMatching(/^job-[0-9a-f]{8}$/),
    status: 'pending',
    priority: 'normal',
    site_id: 'site-001',
    created_by: 'admin',
    stages: [100],
    targets: { total: 3, queued: 3, verified: 0 },
  });
  expect(await house.jobs.read(job.job_id)).toMatchObject({ job_id: job.job_id });
  const audit = await house.database.query(
    'SELECT event_type, user_id, job_id, site_id, new_values FROM audit_logs',
  );
  expect(audit).toEqual([
    {
      event_type: 'job_created',
      user_id: 'admin',
      job_id: job.job_id,
      site_id: 'site-001',
      new_values: expect.objectContaining({ action: update.action, devices: 3 }),
    },
  ]);
});

test('a job without any device is kept as failed, with a summary', async () => {
  await house.addDevices(1);
  await house.database.query('UPDATE devices SET is_active = false');
  const job = await house.jobs.create({ ...update, segment: 'pos-terminals' }, actor);
  const end = {
    status: 'failed',
    error_code: 'no_devices',
    error_message: 'No devices found',
  };
  expect(job).toMatchObject({ ...end, targets: { total: 0 } });
  expect(await house.told('job_outcomes')).toEqual([
    expect.objectContaining({
      ...end,
      job_id: job.job_id,
      extra_data: {
        total_devices: 0,
        successful_pushes: 0,
        failed_pushes: 0,
        site_id: 'site-001',
        segment: 'pos-terminals',
      },
    }),
  ]);
  await house.pass(1_000);
  expect(house.published).toEqual([]);
});

test('a device that is named and was removed is entered as skipped; the others are told', async () => {
  await house.addDevices(2);
  await house.database.query("UPDATE devices SET is_active = false WHERE device_id = 'pos-2'");
  const { job_id } = await house.jobs.create(
    { action: 'Restart', device_ids: ['pos-1', 'pos-2'] },
    actor,
  );
  expect(await house.target(job_id, 'pos-2')).toMatchObject({
    state: 'skipped',
    error_code: 'device_inactive',
  });
  await house.jobs.reconcile();
  expect(house.published.map(({ kind, command_id }) => [kind, command_id])).toEqual([
    ['restart', `${job_id}.1.pos-1`],
  ]);
  expect(await house.told('job_outcomes')).toEqual([
    expect.objectContaining({ device_id: 'pos-2', status: 'skipped' }),
  ]);
});

test('a job reaches its site, its segment and its devices, and nobody else', async () => {
  await house.addDevices(2, { site: 'site-001', name: 'a' });
  await house.addDevices(2, { site: 'site-002', name: 'b' });
  await house.database.query(
    "UPDATE devices SET segment = 'kiosks' WHERE device_id IN ('a-1', 'b-1')",
  );
  const reached = async (over: Partial<JobInput>) =>
    Object.keys(await house.states(await house.start({ site_id: undefined, ...over }))).sort();
  expect(await reached({ site_id: 'site-002' })).toEqual(['b-1', 'b-2']);
  expect(await reached({ segment: 'kiosks' })).toEqual(['a-1', 'b-1']);
  expect(await reached({ site_id: 'site-001', segment: 'kiosks' })).toEqual(['a-1']);
  expect(await reached({ device_ids: ['a-2'] })).toEqual(['a-2']);
});

describe('what is wrong with a job is told with its field', () => {
  test.each([
    [{ site_id: undefined }, 'parameter_invalid', 'site_id'],
    [{ site_id: 'nowhere' }, 'not_found', 'site_id'],
    [{ device_ids: ['pos-1', 'pos-2', 'pos-9'] }, 'not_found', 'device_ids[2]'],
    [{ schedule: 'at' }, 'parameter_invalid', 'scheduled_for'],
    [{ scheduled_for: 'tomorrow' }, 'parameter_invalid', 'scheduled_for'],
    [{ scheduled_for: '2025-12-31T23:58:59Z' }, 'parameter_invalid', 'scheduled_for'],
    [
      { schedule: 'now', scheduled_for: '2026-01-01T00:00:00Z' },
      'parameter_invalid',
      'scheduled_for',
    ],
    [{ stages: [25, 5, 100] }, 'parameter_invalid', 'stages[1]'],
    [{ stages: [5, 25] }, 'parameter_invalid', 'stages[1]'],
  ] as const)('%o: %s', async (over, code, path) => {
    await house.addDevices(2);
    await expect(
      house.jobs.create({ ...update, ...over } as JobInput, actor),
    ).rejects.toMatchObject({
      code,
      path,
    });
    expect((await house.jobs.list({})).data).toEqual([]);
  });
});

test('a list is paged, the newest first, and filtered', async () => {
  await house.addDevices(1);
  const ids = [await house.start(), await house.start(), await house.start()];
  await house.jobs.control('pause', ids[1] ?? '', actor);
  const first = await house.jobs.list({ limit: 2 });
  expect(first.data.map(({ job_id }) => job_id)).toEqual([ids[2], ids[1]]);
  const second = await house.jobs.list({ limit: 2, cursor: first.next_cursor ?? '' });
  expect(second).toMatchObject({ data: [{ job_id: ids[0] }], next_cursor: null });
  const paused = await house.jobs.list({ status: 'paused', site_id: 'site-001' });
  expect(paused.data.map(({ job_id }) => job_id)).toEqual([ids[1]]);
});
