import { describe, expect, test } from 'vitest';
import { limits } from '../../kernel/index.ts';
import { eachWithJobs } from './test/each-with-jobs.ts';
import type { JobsFixture } from './test/jobs-fixture.ts';

let house: JobsFixture;
eachWithJobs((opened) => {
  house = opened;
});

const stateOf = async (jobId: string) => (await house.target(jobId, 'pos-1')).state;

test('a target walks from queued to verified, and its outcome and the summary are told', async () => {
  await house.addDevices(1);
  const job_id = await house.start();
  expect(house.published).toEqual([
    expect.objectContaining({ command_id: `${job_id}.1.pos-1`, attempt: 1, kind: 'run' }),
  ]);
  expect(await stateOf(job_id)).toBe('sent');
  expect((await house.jobs.read(job_id)).status).toBe('sent');
  expect(await house.acknowledge('pos-1', 'received')).toBe('changed');
  expect(await stateOf(job_id)).toBe('acknowledged');
  await house.acknowledge('pos-1', 'applying');
  expect(await stateOf(job_id)).toBe('applying');
  house.clock.advanceMs(4_000);
  await house.acknowledge('pos-1', 'applied');
  await house.jobs.reconcile();
  expect(await house.jobs.read(job_id)).toMatchObject({
    status: 'completed',
    targets: { total: 1, verified: 1 },
  });
  expect(await house.told('job_outcomes')).toEqual([
    expect.objectContaining({
      job_id,
      device_id: 'pos-1',
      status: 'success',
      job_type: 'Update POS payment config',
      retry_count: 0,
      initiated_by: 'admin',
      duration_ms: 4_000,
    }),
    expect.objectContaining({
      job_id,
      status: 'success',
      extra_data: {
        total_devices: 1,
        successful_pushes: 1,
        failed_pushes: 0,
        site_id: 'site-001',
      },
    }),
  ]);
});

test('a target with a version is verified only by a healthy report of it that came after', async () => {
  await house.addDevices(1);
  await house.report(['pos-1'], { version: '2.4.0' });
  const job_id = await house.start({ config_version: '2.4.1', config_url: 'https://c.example/1' });
  expect(house.published[0]).toMatchObject({ kind: 'update_config', config_version: '2.4.1' });
  await house.report(['pos-1'], { version: '2.4.1' });
  await house.acknowledge('pos-1', 'applied');
  await house.pass(1_000);
  expect(await stateOf(job_id)).toBe('applying');
  await house.report(['pos-1'], { version: '2.4.1', status: 'degraded' });
  await house.pass(1_000);
  expect(await stateOf(job_id)).toBe('applying');
  await house.report(['pos-1'], { version: '2.4.1' });
  await house.pass(1_000);
  expect(await stateOf(job_id)).toBe('verified');
  expect(house.changed).toEqual([
    expect.objectContaining({ deviceId: 'pos-1', previousVersion: '2.4.0', siteId: 'site-001' }),
  ]);
});

test('a target is not verified by a report that arrives after the change and was made before it', async () => {
  await house.addDevices(1);
  await house.report(['pos-1'], { version: '2.4.1' });
  const job_id = await house.start({ config_version: '2.4.1' });
  house.clock.advanceMs(5_000);
  await house.acknowledge('pos-1', 'applied');
  await house.report(['pos-1'], { version: '2.4.1', ageMs: 2 });
  await house.pass(1_000);
  expect(await stateOf(job_id)).toBe('applying');
  // A report that is late shows that the device is there; its facts stay those of before.
  await house.database.query("UPDATE devices SET last_seen = last_seen + interval '1 minute'");
  await house.pass(1_000);
  expect(await stateOf(job_id)).toBe('applying');
  await house.report(['pos-1'], { version: '2.4.1' });
  await house.pass(1_000);
  expect(await stateOf(job_id)).toBe('verified');
});

test('a target that says applied with another version has failed, at once and for good', async () => {
  await house.addDevices(1);
  const job_id = await house.start({ config_version: '2.4.1' });
  await house.acknowledge('pos-1', 'applied', { config_version: '2.4.0' });
  await house.jobs.reconcile();
  expect(await house.target(job_id, 'pos-1')).toMatchObject({
    state: 'failed',
    error_code: 'version_not_reported',
    error_message: 'It says that it runs version 2.4.0',
  });
  await house.pass(60_000);
  expect(house.published).toHaveLength(1);
  expect(await house.told('error_logs')).toMatchObject([{ error_code: 'version_not_reported' }]);
});

test('a target that says applied with the version it was given is verified as ever', async () => {
  await house.addDevices(1);
  const job_id = await house.start({ config_version: '2.4.1' });
  await house.acknowledge('pos-1', 'applied', { config_version: '2.4.1' });
  await house.report(['pos-1'], { version: '2.4.1' });
  await house.pass(1_000);
  expect(await stateOf(job_id)).toBe('verified');
});

test.each([
  [
    'failed',
    'check_failed',
    { version: '2.4.1', status: 'degraded', reason: 'Health check: slow' },
  ],
  ['failed', 'version_not_reported', { version: '2.4.0' }],
  ['timed_out', 'no_report', undefined],
] as const)('a target that does not prove itself ends as %s: %s', async (state, code, reported) => {
  await house.addDevices(1);
  const job_id = await house.start({ config_version: '2.4.1' });
  await house.acknowledge('pos-1', 'applied');
  if (reported !== undefined) await house.report(['pos-1'], reported);
  await house.pass(limits.commandVerifySecondsMin * 1_000 + 1_000);
  expect(await house.target(job_id, 'pos-1')).toMatchObject({ state, error_code: code });
  expect((await house.jobs.read(job_id)).status).toBe('failed');
  // It runs with the version all the same.
  expect(house.changed).toHaveLength(code === 'check_failed' ? 1 : 0);
  if (code === 'check_failed') {
    expect((await house.target(job_id, 'pos-1')).error_message).toBe('Health check: slow');
  }
});

test('a target that fails is tried again with a new command, later each time, and then has failed', async () => {
  await house.addDevices(1);
  const job_id = await house.start({
    attempts_max: 3,
    config_version: '2.4.1',
    config_url: 'https://c',
  });
  const error = { code: 'download_failed', message: 'No route', stack: 'at download' };
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const before = house.clock.nowMs();
    while (house.published.length < attempt) await house.pass(500);
    pauses.push(house.clock.nowMs() - before);
    await house.acknowledge('pos-1', 'failed', { error });
    await house.jobs.reconcile();
  }
  expect(house.published.map(({ command_id }) => command_id)).toEqual(
    [1, 2, 3].map((attempt) => `${job_id}.${attempt}.pos-1`),
  );
  expect(pauses[1]).toBeGreaterThanOrEqual(2_500);
  expect(pauses[2]).toBeGreaterThanOrEqual(5_000);
  expect(await house.target(job_id, 'pos-1')).toMatchObject({
    state: 'failed',
    error_code: 'download_failed',
    error_message: 'No route',
  });
  expect((await house.told('job_outcomes'))[0]).toMatchObject({
    status: 'failed',
    error_code: 'download_failed',
    retry_count: 2,
  });
  const errors = await house.told('error_logs');
  expect(errors).toHaveLength(3);
  expect(errors[0]).toMatchObject({
    category: 'external_service',
    severity: 'error',
    error_message: 'Agent pos-1 failed to apply configuration update',
    stack_trace: 'at download',
    context: { config_url: 'https://c', config_version: '2.4.1', job_id },
  });
});

test.each(['validation_failed', 'expired', 'unsupported'])(
  'a target that fails with %s is not tried again',
  async (code) => {
    await house.addDevices(1);
    const job_id = await house.start();
    await house.acknowledge('pos-1', 'failed', { error: { code, message: 'no' } });
    await house.pass(60_000);
    expect(house.published).toHaveLength(1);
    expect(await stateOf(job_id)).toBe('failed');
  },
);

test('a target that took a command and falls silent is told again, and in the end has timed out', async () => {
  await house.addDevices(1);
  const job_id = await house.start({ attempts_max: 2 });
  await house.acknowledge('pos-1', 'received');
  await house.pass(limits.commandApplySecondsMax * 1_000 + 20_000);
  expect(house.published.at(-1)?.command_id).toBe(`${job_id}.2.pos-1`);
  await house.acknowledge('pos-1', 'applying');
  await house.pass(limits.commandApplySecondsMax * 1_000 + 1_000);
  expect(await house.target(job_id, 'pos-1')).toMatchObject({
    state: 'timed_out',
    error_code: 'no_answer',
  });
});

test('a target that does not answer is sent the same command again, until its time to live is over', async () => {
  await house.addDevices(1);
  const job_id = await house.start({ time_to_live_seconds: 20 });
  await house.pass(21_000);
  expect(house.published.length).toBeGreaterThanOrEqual(3);
  expect(new Set(house.published.map(({ command_id }) => command_id)).size).toBe(1);
  expect(await house.target(job_id, 'pos-1')).toMatchObject({
    state: 'timed_out',
    error_code: 'not_acknowledged',
  });
  expect((await house.told('job_outcomes'))[0]).toMatchObject({ status: 'timeout' });
});

test('a target that is offline waits, and is told when it connects', async () => {
  await house.addDevices(1);
  house.connected.clear();
  await house.report(['pos-1'], { status: 'offline' });
  const job_id = await house.start();
  await house.pass(120_000);
  expect(await stateOf(job_id)).toBe('queued');
  house.connected.add('pos-1');
  await house.jobs.deliver('pos-1');
  expect(house.published).toHaveLength(1);
  expect(await stateOf(job_id)).toBe('sent');
});

test('a target that is offline is told within seconds once its reports are back', async () => {
  await house.addDevices(1);
  house.connected.clear();
  await house.report(['pos-1'], { status: 'offline' });
  const job_id = await house.start();
  await house.pass(30_000);
  house.connected.add('pos-1');
  await house.report(['pos-1']);
  await house.pass(limits.jobLookWaitingMilliseconds);
  expect(await stateOf(job_id)).toBe('sent');
});

test('a target that stays offline has timed out when its time to live is over', async () => {
  await house.addDevices(1);
  await house.report(['pos-1'], { status: 'offline' });
  const job_id = await house.start({ time_to_live_seconds: 60 });
  await house.pass(61_000);
  expect(await house.target(job_id, 'pos-1')).toMatchObject({
    state: 'timed_out',
    error_code: 'device_offline',
  });
});

test('a target that is removed while it waits is skipped', async () => {
  await house.addDevices(1);
  await house.report(['pos-1'], { status: 'offline' });
  const job_id = await house.start();
  await house.database.query('UPDATE devices SET is_active = false');
  await house.pass(limits.jobLookWaitingMilliseconds);
  expect(await stateOf(job_id)).toBe('skipped');
  expect(await house.jobs.read(job_id)).toMatchObject({
    status: 'failed',
    error_code: 'all_skipped',
  });
});

test('a target that asks is given its command at once, and again only after a while', async () => {
  await house.addDevices(1);
  house.connected.clear();
  const job_id = await house.start();
  const [command] = await house.jobs.ask('pos-1');
  expect(command?.command_id).toBe(`${job_id}.1.pos-1`);
  expect(await stateOf(job_id)).toBe('sent');
  expect(await house.jobs.ask('pos-1')).toEqual([]);
  house.clock.advanceMs(limits.commandResendMilliseconds);
  expect((await house.jobs.ask('pos-1')).map(({ command_id }) => command_id)).toEqual([
    `${job_id}.1.pos-1`,
  ]);
});

describe('an acknowledgement', () => {
  test('that is late or said twice changes nothing', async () => {
    await house.addDevices(1);
    const job_id = await house.start({ config_version: '2' });
    await house.acknowledge('pos-1', 'applied');
    expect(await house.acknowledge('pos-1', 'received')).toBe('unchanged');
    expect(await house.acknowledge('pos-1', 'applying')).toBe('unchanged');
    expect(await house.acknowledge('pos-1', 'applied')).toBe('unchanged');
    expect(await house.acknowledge('pos-1', 'failed')).toBe('unchanged');
    expect(await house.target(job_id, 'pos-1')).toMatchObject({
      state: 'applying',
      error_code: null,
    });
  });

  test('of another device, or of nothing that was ever sent, is unknown', async () => {
    await house.addDevices(2);
    const job_id = await house.start();
    const command_id = `${job_id}.1.pos-2`;
    expect(await house.acknowledge('pos-1', 'applied', { command_id })).toBe('unknown');
    for (const made_up of [`${job_id}.2.pos-1`, 'job-00000000.1.pos-1', 'rubbish', '']) {
      const given = { command_id: made_up };
      expect(await house.acknowledge('pos-1', 'applied', given)).toBe('unknown');
    }
    expect(await house.states(job_id)).toEqual({ 'pos-1': 'sent', 'pos-2': 'sent' });
  });

  test('of an attempt that was given up changes nothing', async () => {
    await house.addDevices(1);
    const job_id = await house.start();
    await house.acknowledge('pos-1', 'failed');
    await house.pass(20_000);
    const command_id = `${job_id}.1.pos-1`;
    expect(await house.acknowledge('pos-1', 'applied', { command_id })).toBe('unchanged');
    expect(await house.target(job_id, 'pos-1')).toMatchObject({ state: 'sent', attempt: 2 });
  });

  test('comes from thousands at one time', async () => {
    const devices = await house.addDevices(2_500);
    const job_id = await house.start();
    expect(house.published).toHaveLength(2_500);
    const startedMs = performance.now();
    await Promise.all(
      devices.map((deviceId) => {
        const command_id = `${job_id}.1.${deviceId}`;
        return house.acknowledge(deviceId, 'applied', { command_id });
      }),
    );
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    await house.jobs.reconcile();
    expect(await house.jobs.read(job_id)).toMatchObject({
      status: 'completed',
      targets: { verified: 2_500 },
    });
  });
});
