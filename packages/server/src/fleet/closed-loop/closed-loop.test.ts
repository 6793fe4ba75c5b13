import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { FleetOptions, Harm } from '../../../test/synthetic-fleet.ts';
import { playSyntheticFleet } from '../../../test/synthetic-fleet.ts';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { actor, type LoopFixture, openLoop } from './test/closed-loop-fixture.ts';

let opened: TestDatabase;
let fleet: LoopFixture;
beforeAll(async () => {
  opened = await createTestDatabase();
});
afterAll(() => opened.drop());
afterEach(() => fleet.stop());

const open = async (options?: Partial<FleetOptions>): Promise<void> => {
  fleet = await openLoop(opened, options);
};

const harm: Harm = {
  responseFactor: 2,
  latencyFactor: 1.9,
  errorRateAdded: 6,
  unhealthyAdded: 0.3,
};

const outcomeOf = async (jobId: string) => (await fleet.jobs.read(jobId)).verdict?.outcome;

test('a change is entered with what was before it, once a device', async () => {
  await open();
  const { job_id } = await fleet.change({ payload: { reason: 'New fees' } });
  await fleet.loop.judge(job_id);
  const rows = await fleet.readChanges(job_id);
  expect(rows).toHaveLength(5);
  expect(rows[0]).toMatchObject({
    entity_id: 'pos-terminal-0',
    old_value: '1.0',
    new_value: '2.0',
    changed_by: 'admin',
    change_reason: 'New fees',
    change_type: 'manual',
    provenance: 'simulated',
    performance_after: null,
    verdict: null,
    judged_at: null,
  });
  const { from, to, reports, metrics } = rows[0]?.performance_before ?? { from: '', to: '' };
  expect(Date.parse(to) - Date.parse(from)).toBe(60_000);
  expect(reports).toBe(12);
  expect(Object.keys(metrics ?? {})).toContain('network_latency_ms');
  // What the database gives is what the same readings give without it.
  const [expected] = playSyntheticFleet({
    seed: 1,
    windowSeconds: 60,
    startMs: Date.parse(from),
  }).changed;
  const mean = (metrics as { cpu_percent: { mean: number } }).cpu_percent.mean;
  expect(mean).toBeCloseTo(expected?.before.metrics.cpu_percent?.mean ?? 0, 2);
});

test('a change that did nothing is unchanged, and a success', async () => {
  await open();
  const { job_id } = await fleet.change();
  fleet.settle();
  await fleet.loop.judge(job_id);
  expect(await outcomeOf(job_id)).toBe('unchanged');
  // Over the same time, nobody was more silent than the others: what lies ahead is not looked at.
  const { metrics } = (await fleet.jobs.read(job_id)).verdict as unknown as {
    metrics: { name: string; effect: number }[];
  };
  const silent = metrics.find(({ name }) => name === 'silent_share');
  expect(Math.abs(silent?.effect ?? 1)).toBeLessThan(0.1);
  for (const row of await fleet.readChanges(job_id)) {
    expect(row).toMatchObject({
      was_successful: true,
      verdict: { outcome: 'unchanged', peers: 7 },
    });
    expect(row.performance_after?.reports).toBeGreaterThanOrEqual(11);
    expect(row.judged_at).not.toBeNull();
  }
  expect(await fleet.audited('rollback_proposed')).toBe(0);
});

test('nothing is judged before its windows have passed', async () => {
  await open({ harm });
  const { job_id } = await fleet.change();
  fleet.clock.advanceMs(30_000);
  await fleet.loop.judge(job_id);
  expect((await fleet.readChanges(job_id)).every(({ judged_at }) => judged_at === null)).toBe(true);
  expect(await outcomeOf(job_id)).toBeUndefined();
});

test('a bad version is found, and to take it back is proposed once', async () => {
  await open({ harm });
  const { job_id } = await fleet.change();
  fleet.settle();
  const other = await fleet.createServer();
  await Promise.all([fleet.loop.judge(job_id), other.loop.judge(job_id)]);
  await fleet.loop.judge(job_id);
  await other.stop();
  const { verdict } = await fleet.jobs.read(job_id);
  expect(verdict).toMatchObject({
    outcome: 'degraded',
    method: 'against_peers',
    devices: 5,
    peers: 7,
    proposal: { devices: 5, versions: [{ config_version: '1.0', devices: 5 }] },
  });
  expect(await fleet.audited('rollback_proposed')).toBe(1);
  expect((await fleet.readChanges(job_id)).some(({ was_rolled_back }) => was_rolled_back)).toBe(
    false,
  );
});

test('those that a version harms so that they fail their check are judged with the others, and taken back with them', async () => {
  await open({ harm });
  const unwell = ['pos-terminal-0', 'pos-terminal-1', 'pos-terminal-2', 'pos-terminal-3'];
  const { job_id } = await fleet.change({ rollback: 'perform' }, unwell);
  const { targets } = await fleet.jobs.read(job_id);
  expect(targets).toMatchObject({ verified: 1, failed: 4 });
  fleet.settle();
  await fleet.loop.judge(job_id);
  const { verdict } = await fleet.jobs.read(job_id);
  expect(verdict).toMatchObject({
    outcome: 'degraded',
    devices: 5,
    rollback_jobs: [expect.any(String)],
  });
  const [rollback = ''] = (verdict?.rollback_jobs ?? []) as string[];
  const { data } = await fleet.jobs.listTargets(rollback, { limit: 10 });
  expect(data.map(({ device_id }) => device_id)).toEqual(expect.arrayContaining(unwell));
});

test('a bad version is taken back unasked where the policy says so, once', async () => {
  await open({ harm });
  const { job_id } = await fleet.change({ rollback: 'perform' });
  fleet.settle();
  const other = await fleet.createServer();
  await Promise.all([fleet.loop.judge(job_id), other.loop.judge(job_id)]);
  await other.stop();
  const jobs = await fleet.database.query<{ job_id: string }>(
    'SELECT job_id FROM jobs WHERE rollback_of = $1',
    [job_id],
  );
  expect(jobs).toHaveLength(1);
  const rollback = await fleet.jobs.read(jobs[0]?.job_id ?? '');
  expect(rollback).toMatchObject({ config_version: '1.0', priority: 'high', is_forced: true });
  expect(rollback.targets.total).toBe(5);
  for (const row of await fleet.readChanges(job_id)) {
    expect(row.was_rolled_back).toBe(true);
    expect(row.rollback_reason).toMatch(/went from .* to /);
  }
  await fleet.carryOut();
  const back = await fleet.readChanges(rollback.job_id);
  expect(back).toHaveLength(5);
  expect(back[0]).toMatchObject({
    change_type: 'rollback',
    changed_by: 'homepot',
    old_value: '2.0',
    new_value: '1.0',
  });
  // Its window does not reach back into the time of the change that it takes back.
  const [change] = await fleet.readChanges(job_id);
  expect(Date.parse(back[0]?.performance_before.from ?? '')).toBeGreaterThan(
    Date.parse(change?.performance_before.to ?? ''),
  );
});

/** Removes the reports of the changed devices that lie before their change, or after it. */
async function silence(jobId: string, when: 'before' | 'after'): Promise<void> {
  const [change] = await fleet.readChanges(jobId);
  await fleet.database.query(
    `DELETE FROM health_checks WHERE ("timestamp" > $1) = $2
     AND device_id IN (SELECT entity_id FROM configuration_history)`,
    [change?.performance_before.to, when === 'after'],
  );
}

test('a device that is silent after its change is looked at once more, then called worse', async () => {
  await open({ changed: 1, peers: 0 });
  const { job_id } = await fleet.change();
  await silence(job_id, 'after');
  fleet.settle();
  await fleet.loop.judge(job_id);
  expect((await fleet.readChanges(job_id))[0]).toMatchObject({
    judged_at: null,
    verdict: { outcome: 'not_enough_data', looks: 1 },
  });
  expect(await outcomeOf(job_id)).toBeUndefined();
  fleet.settle();
  await fleet.loop.judge(job_id);
  const [row] = await fleet.readChanges(job_id);
  expect(row).toMatchObject({ verdict: { outcome: 'degraded', looks: 2 }, was_successful: false });
  expect(row?.judged_at).not.toBeNull();
});

test('of a device that nothing was known of before, nothing is claimed', async () => {
  await open();
  const { job_id } = await fleet.change();
  await silence(job_id, 'before');
  fleet.settle();
  await fleet.loop.judge(job_id);
  const [row] = await fleet.readChanges(job_id);
  expect(row).toMatchObject({ verdict: { outcome: 'not_enough_data', looks: 1 } });
  expect(row?.was_successful).toBeNull();
  expect(row?.judged_at).not.toBeNull();
  expect(await outcomeOf(job_id)).toBe('not_enough_data');
});

test('the work queue brings the verdict, on whatever server runs then', async () => {
  await open({ harm });
  const { job_id } = await fleet.change();
  await expect
    .poll(async () => (await fleet.readChanges(job_id))[0]?.performance_before.metrics, {
      timeout: 10_000,
    })
    .toBeDefined();
  await fleet.stop();
  fleet.settle();
  // The work is for later by the clock of the database, which the test does not wait for.
  await fleet.database.query(`UPDATE pgboss.job SET start_after = now() WHERE state = 'created'`);
  const successor = await fleet.createServer();
  await expect.poll(() => outcomeOf(job_id), { timeout: 10_000 }).toBe('degraded');
  await successor.stop();
});

test('what the work queue lost, the sweep judges', async () => {
  await open({ harm });
  const { job_id } = await fleet.change();
  await fleet.database.query('DELETE FROM pgboss.job');
  expect(await fleet.loop.sweep()).toBe(0);
  fleet.settle();
  fleet.clock.advanceMs(180_000);
  expect(await fleet.loop.sweep()).toBe(1);
  expect(await outcomeOf(job_id)).toBe('degraded');
  expect(await fleet.loop.sweep()).toBe(0);
});

test('a person takes one change back', async () => {
  await open();
  const first = await fleet.change({ config_url: 'https://c.example/2', config_version: '2.0' });
  fleet.clock.advanceMs(1_000);
  const second = await fleet.change({ config_version: '3.0' });
  const [change] = await fleet.readChanges(second.job_id);
  const id = change?.id ?? 0;
  const job = await fleet.loop.rollBack(id, 'Customers complain', actor);
  expect(job).toMatchObject({
    config_version: '2.0',
    config_url: 'https://c.example/2',
    rollback_of: second.job_id,
    created_by: 'admin',
  });
  expect(job.targets.total).toBe(1);
  expect((await fleet.readChanges(second.job_id))[0]).toMatchObject({
    was_rolled_back: true,
    rollback_reason: 'Customers complain',
  });
  await expect(fleet.loop.rollBack(id, undefined, actor)).rejects.toMatchObject({
    code: 'change_not_reversible',
  });
  await expect(fleet.loop.rollBack(999, undefined, actor)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await fleet.readChanges(first.job_id)).toHaveLength(5);
});

test('a change is taken back whose name leaves no room, and is cut between characters', async () => {
  await open();
  await fleet.change({ config_version: '2.0' });
  // `Roll back: ` is 11 characters: units cut at 100 would end within one of these.
  const { job_id } = await fleet.change({ action: '😀'.repeat(100), config_version: '3.0' });
  const [change] = await fleet.readChanges(job_id);
  const job = await fleet.loop.rollBack(change?.id ?? 0, undefined, actor);
  expect(job).toMatchObject({ action: `Roll back: ${'😀'.repeat(89)}`, rollback_of: job_id });
});

test('the first of a job in stages fare badly: the others are not reached', async () => {
  await open({ harm });
  const { job_id } = await fleet.change({ stages: [60, 100], rollback: 'perform' });
  fleet.settle();
  await fleet.loop.judge(job_id);
  const { status, verdict } = await fleet.jobs.read(job_id);
  expect(verdict).toMatchObject({ outcome: 'degraded' });
  expect(status).toBe('cancelled');
});
