import { describe, expect, test } from 'vitest';
import { eachWithJobs } from './test/each-with-jobs.ts';
import type { JobsFixture } from './test/jobs-fixture.ts';
import { actor, update } from './test/jobs-fixture.ts';

let house: JobsFixture;
eachWithJobs((opened) => {
  house = opened;
});

/** The devices that were told, as far as they still have to answer. */
const told = (): string[] =>
  house.published.splice(0).map(({ command_id }) => command_id.split('.').slice(2).join('.'));

async function answer(jobId: string, devices: readonly string[], failing = 0): Promise<void> {
  for (const [index, deviceId] of devices.entries()) {
    const failed = index < failing;
    await house.acknowledge(deviceId, failed ? 'failed' : 'applied', {
      command_id: `${jobId}.1.${deviceId}`,
      ...(failed ? { error: { code: 'unsupported', message: 'no' } } : {}),
    });
  }
  await house.jobs.reconcile();
}

describe('a rollout in stages', () => {
  test('reaches a sample of all sites, and the next stage once every device of it has ended', async () => {
    await house.addDevices(20, { site: 'site-001', name: 'a' });
    await house.addDevices(20, { site: 'site-002', name: 'b' });
    const job_id = await house.start({
      site_id: undefined,
      segment: 'pos-terminals',
      stages: [5, 25, 100],
    });
    const first = told();
    expect(first).toHaveLength(2);
    await answer(job_id, first.slice(0, 1));
    await house.pass(2_000);
    expect(told()).toEqual([]);
    await answer(job_id, first.slice(1));
    await house.pass(500);
    const second = told();
    expect(second).toHaveLength(8);
    expect(new Set(second.map((name) => name.slice(0, 1)))).toEqual(new Set(['a', 'b']));
    await answer(job_id, second);
    await house.pass(500);
    const third = told();
    expect(third).toHaveLength(30);
    await answer(job_id, third);
    expect(await house.jobs.read(job_id)).toMatchObject({ status: 'completed', stage: 2 });
  });

  test('is paused where too many fail, says the numbers, and goes on when it is told to', async () => {
    await house.addDevices(10);
    const job_id = await house.start({ stages: [50, 100], failure_threshold_percent: 20 });
    await answer(job_id, told(), 2);
    await house.pass(5_000);
    expect(told()).toEqual([]);
    expect(await house.jobs.read(job_id)).toMatchObject({
      status: 'paused',
      error_code: 'failure_threshold',
      error_message: 'Stage 1 of 2: 2 of 5 devices failed (40 %, allowed 20 %)',
    });
    await house.jobs.control('resume', job_id, actor);
    await house.jobs.reconcile();
    await answer(job_id, told());
    expect(await house.jobs.read(job_id)).toMatchObject({
      status: 'partial',
      error_message: 'Failed to send push to 2/10 devices',
      targets: { verified: 8, failed: 2 },
    });
  });

  test('goes on where no more fail than are allowed', async () => {
    await house.addDevices(10);
    const job_id = await house.start({ stages: [50, 100], failure_threshold_percent: 20 });
    await answer(job_id, told(), 1);
    await house.pass(500);
    expect(told()).toHaveLength(5);
  });
});

test('two of five that fail make a partial job, with the counts beside it', async () => {
  await house.addDevices(5);
  const job_id = await house.start();
  await answer(job_id, told(), 2);
  expect((await house.told('job_outcomes')).at(-1)).toMatchObject({
    status: 'partial',
    error_message: 'Failed to send push to 2/5 devices',
    extra_data: { total_devices: 5, successful_pushes: 3, failed_pushes: 2 },
  });
});

test('a person pauses a job: those that were told finish, the others wait however long', async () => {
  await house.addDevices(2);
  await house.report(['pos-2'], { status: 'offline' });
  const job_id = await house.start({ time_to_live_seconds: 60 });
  expect((await house.jobs.control('pause', job_id, actor)).status).toBe('paused');
  await answer(job_id, told());
  await house.report(['pos-2']);
  await house.pass(90_000);
  await house.jobs.deliver('pos-2');
  expect(await house.states(job_id)).toEqual({ 'pos-1': 'verified', 'pos-2': 'queued' });
  await house.jobs.control('resume', job_id, actor);
  await house.jobs.reconcile();
  await answer(job_id, told());
  expect((await house.jobs.read(job_id)).status).toBe('completed');
});

test('a person cancels a job: who has begun finishes, all others are cancelled, late answers are noted', async () => {
  await house.addDevices(3);
  await house.report(['pos-3'], { status: 'offline' });
  const job_id = await house.start();
  await house.acknowledge('pos-1', 'applying');
  const cancelled = await house.jobs.control('cancel', job_id, actor);
  expect(cancelled).toMatchObject({ status: 'cancelled', completed_at: null });
  expect(await house.acknowledge('pos-2', 'applied')).toBe('unchanged');
  await house.acknowledge('pos-1', 'applied');
  await house.pass(500);
  expect(await house.states(job_id)).toEqual({
    'pos-1': 'verified',
    'pos-2': 'cancelled',
    'pos-3': 'cancelled',
  });
  expect((await house.target(job_id, 'pos-2')).applied_at).not.toBeNull();
  const outcomes = (await house.told('job_outcomes')).map(({ status }) => status);
  expect(outcomes).toEqual(['cancelled', 'cancelled', 'success', 'cancelled']);
  expect((await house.jobs.read(job_id)).completed_at).not.toBeNull();
});

test('a person tries again those that failed, with new commands and no others', async () => {
  await house.addDevices(3);
  const job_id = await house.start();
  await answer(job_id, told(), 1);
  const retried = await house.jobs.control('retry', job_id, actor);
  expect(retried).toMatchObject({
    status: 'sending',
    completed_at: null,
    targets: { queued: 1 },
  });
  await house.jobs.reconcile();
  expect(house.published.map(({ attempt }) => attempt)).toEqual([2]);
  const [again = ''] = told();
  await house.acknowledge(again, 'applied', { command_id: `${job_id}.2.${again}` });
  await house.jobs.reconcile();
  expect((await house.jobs.read(job_id)).status).toBe('completed');
});

test('a person is told what is not possible in the state of the job', async () => {
  await house.addDevices(1);
  const job_id = await house.start();
  const refused = { code: 'job_not_in_state', message: expect.stringContaining('is sent') };
  await expect(house.jobs.control('resume', job_id, actor)).rejects.toMatchObject(refused);
  await expect(house.jobs.control('retry', job_id, actor)).rejects.toMatchObject(refused);
  await answer(job_id, told());
  for (const control of ['pause', 'resume', 'cancel', 'retry'] as const) {
    await expect(house.jobs.control(control, job_id, actor)).rejects.toMatchObject({
      code: 'job_not_in_state',
    });
  }
  await expect(house.jobs.control('pause', 'job-0', actor)).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a person is named in the audit trail with what was done', async () => {
  await house.addDevices(1);
  const job_id = await house.start();
  for (const control of ['pause', 'resume', 'cancel'] as const) {
    await house.jobs.control(control, job_id, actor);
  }
  const rows = await house.database.query<{ event_type: string }>(
    "SELECT event_type FROM audit_logs WHERE job_id = $1 AND user_id = 'admin' ORDER BY id",
    [job_id],
  );
  expect(rows.map(({ event_type }) => event_type)).toEqual([
    'job_created',
    'job_paused',
    'job_resumed',
    'job_cancelled',
  ]);
});

/** The clock of the test begins on Thursday 2026-01-01 at 00:00 UTC. */
const hour = 3_600_000;

async function setHours(line: Record<string, unknown>): Promise<void> {
  await house.database.query("UPDATE sites SET timezone = 'UTC'");
  const columns = Object.keys(line).join(', ');
  await house.database.query(
    `INSERT INTO site_operating_schedules (site_id, day_of_week, ${columns})
     SELECT s.id, day, ${Object.keys(line)
       .map((_, index) => `$${index + 1}`)
       .join(', ')}
     FROM sites s, generate_series(0, 6) AS day`,
    Object.values(line),
  );
}
const day = { open_time: '08:00', close_time: '20:00' };
const busy = { ...day, peak_hours_start: '11:00', peak_hours_end: '14:00' };

test('by the hours of a site: a busy site is told after its busy hours, to the minute', async () => {
  await house.addDevices(1);
  await setHours(busy);
  house.clock.advanceMs(12 * hour + 17 * 60_000);
  const job_id = await house.start({ time_to_live_seconds: 60 });
  expect(told()).toEqual([]);
  expect((await house.target(job_id, 'pos-1')).not_before).toMatch(/T(13:59|14:00)/);
  house.clock.advanceMs(1.7 * hour);
  await house.jobs.reconcile();
  expect(told()).toEqual([]);
  await house.pass(2 * 60_000);
  expect(told()[0]).toBe('pos-1');
});

test('by the hours of a site: a busy site is told at once where the job is forced', async () => {
  await house.addDevices(1);
  await setHours(busy);
  house.clock.advanceMs(12 * hour);
  await house.start({ force: true });
  expect(told()).toEqual(['pos-1']);
});

test('by the hours of a site: a device that comes back in busy hours is not told before they end', async () => {
  await house.addDevices(1);
  await setHours(busy);
  house.clock.advanceMs(10.9 * hour);
  await house.report(['pos-1'], { status: 'offline' });
  const job_id = await house.start({ time_to_live_seconds: 1_800 });
  house.clock.advanceMs(0.2 * hour);
  await house.report(['pos-1']);
  await house.jobs.deliver('pos-1');
  expect(await house.jobs.ask('pos-1')).toEqual([]);
  await house.pass(1_000);
  expect(told()).toEqual([]);
  house.clock.advanceMs(3 * hour);
  await house.jobs.reconcile();
  expect(told()).toEqual(['pos-1']);
  expect((await house.states(job_id))['pos-1']).toBe('sent');
});

test('by the hours of a site: a closed site waits for its opening, is skipped, or is told, as asked', async () => {
  await house.addDevices(1);
  await setHours(day);
  const waiting = await house.start({ closed_sites: 'wait' });
  const skipped = await house.start({ closed_sites: 'skip' });
  expect(told()).toEqual([]);
  expect(await house.target(waiting, 'pos-1')).toMatchObject({
    state: 'queued',
    not_before: '2026-01-01T08:00:00.000000Z',
  });
  expect(await house.target(skipped, 'pos-1')).toMatchObject({
    state: 'skipped',
    error_code: 'site_closed',
  });
  house.clock.advanceMs(8 * hour);
  await house.jobs.reconcile();
  expect(told()).toEqual(['pos-1']);
});

test('by the hours of a site: a closed site is told at once unless the job says otherwise', async () => {
  await house.addDevices(1);
  await setHours(day);
  await house.start();
  expect(told()).toEqual(['pos-1']);
});

test('by the hours of a site: a job for the maintenance window is told in it, though the site is closed', async () => {
  await house.addDevices(1);
  await setHours({
    ...day,
    is_maintenance_window: true,
    maintenance_start: '02:00',
    maintenance_end: '04:00',
  });
  const job_id = await house.start({ schedule: 'window' });
  expect((await house.jobs.read(job_id)).status).toBe('scheduled');
  house.clock.advanceMs(2 * hour);
  await house.jobs.reconcile();
  expect(told()).toEqual(['pos-1']);
  expect((await house.jobs.read(job_id)).status).toBe('sent');
});

test('by the hours of a site: a job for the maintenance window of a site without one is told at once', async () => {
  await house.addDevices(1);
  await house.start({ schedule: 'window' });
  expect(told()).toEqual(['pos-1']);
});

test('by the hours of a site: a job for an instant that has just passed begins at once', async () => {
  await house.addDevices(1);
  await house.start({ scheduled_for: '2025-12-31T23:59:00Z' });
  expect(told()).toEqual(['pos-1']);
});

test('by the hours of a site: a job for an instant begins then', async () => {
  await house.addDevices(1);
  const job_id = await house.start({ scheduled_for: '2026-01-01T03:00:00+02:00' });
  expect((await house.jobs.read(job_id)).status).toBe('scheduled');
  await house.pass(2_000);
  expect(told()).toEqual([]);
  house.clock.advanceMs(hour);
  await house.jobs.reconcile();
  expect(told()).toEqual(['pos-1']);
});

test('what is urgent goes first', async () => {
  await house.addDevices(1);
  house.connected.clear();
  const low = await house.jobs.create({ ...update, priority: 'low' }, actor);
  const high = await house.jobs.create({ ...update, priority: 'high' }, actor);
  await house.jobs.reconcile();
  const given = await house.jobs.ask('pos-1');
  expect(given.map(({ job_id }) => job_id)).toEqual([high.job_id, low.job_id]);
});
