import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { FleetOptions, Harm } from '../../../test/synthetic-fleet.ts';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { type LoopFixture, openLoop } from './test/closed-loop-fixture.ts';

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

const verdictOf = async (jobId: string) => (await fleet.jobs.read(jobId)).verdict;

test('a job that cannot be judged hides none of the others', async () => {
  await open();
  const bad = await fleet.change({ config_version: '2.0' });
  const good = await fleet.change({ config_version: '3.0' });
  await fleet.database.query('DELETE FROM pgboss.job');
  // No instant at all: whoever measures this window throws.
  await fleet.database.query(
    `UPDATE configuration_history SET performance_before = '{"from": "?", "to": "?"}' WHERE job_id = $1`,
    [bad.job_id],
  );
  fleet.settle();
  fleet.clock.advanceMs(180_000);
  expect(await fleet.loop.sweep()).toBe(2);
  expect(await verdictOf(good.job_id)).not.toBeNull();
  expect(await verdictOf(bad.job_id)).toBeNull();
  expect(await fleet.loop.sweep()).toBe(1);
});

test('the verdict that the last stage of a job lost is found', async () => {
  await open();
  const { job_id } = await fleet.change();
  fleet.settle();
  await fleet.loop.judge(job_id);
  // As if the last two had been changed and judged later, and the server killed in between.
  await fleet.database.query(
    `UPDATE jobs SET verdict = jsonb_set(verdict, '{changes}', '3') WHERE job_id = $1`,
    [job_id],
  );
  await fleet.database.query('DELETE FROM pgboss.job');
  fleet.clock.advanceMs(180_000);
  expect(await fleet.loop.sweep()).toBe(1);
  expect(await verdictOf(job_id)).toMatchObject({ changes: 5 });
  expect(await fleet.loop.sweep()).toBe(0);
});

test.each(['perform', 'propose'] as const)(
  'a verdict that could not halt the job is none: %s',
  async (rollback) => {
    await open({ harm });
    const { job_id } = await fleet.change({ stages: [60, 100], rollback });
    fleet.settle();
    await fleet.database.query('DELETE FROM pgboss.job');
    const killed = await fleet.createServer({
      controlIn: () => Promise.reject(new Error('killed')),
    });
    await expect(killed.loop.judge(job_id)).rejects.toThrow('killed');
    await killed.stop();
    expect((await fleet.jobs.read(job_id)).verdict).toBeNull();
    await fleet.loop.judge(job_id);
    const job = await fleet.jobs.read(job_id);
    expect(job.verdict).toMatchObject({ outcome: 'degraded', changes: 3 });
    expect(job.status).toBe(rollback === 'perform' ? 'cancelled' : 'paused');
    expect(await fleet.audited(rollback === 'perform' ? 'job_cancelled' : 'job_paused')).toBe(1);
  },
);

test('however many steps verify a job, its work is few pieces', async () => {
  await open();
  const { job_id } = await fleet.change();
  await fleet.database.query('DELETE FROM pgboss.job');
  const [job] = await fleet.database.query<{ id: number }>('SELECT id FROM jobs');
  const targets = await fleet.database.query<{ id: number; device_id: number; name: string }>(
    `SELECT t.id, t.device_id, d.device_id AS name FROM job_targets t
     JOIN devices d ON d.id = t.device_id`,
  );
  for (const { id, device_id, name } of targets) {
    await fleet.database.transaction((transaction) =>
      fleet.loop.onChanged(transaction, {
        atMs: fleet.clock.nowMs(),
        job: {
          id: job?.id ?? 0,
          jobId: job_id,
          action: 'Update',
          payload: {},
          configUrl: null,
          configVersion: '2.0',
          rollback: 'none',
          settleSeconds: 5,
          rollbackOf: null,
          createdBy: null,
        },
        targets: [
          {
            targetId: id,
            deviceRowId: device_id,
            deviceId: name,
            siteId: 'site-001',
            provenance: 'simulated',
            commandId: 'c',
            previousVersion: '1.0',
            appliedAt: new Date(fleet.clock.nowMs()).toISOString(),
          },
        ],
      }),
    );
  }
  const keys = await fleet.database.query<{ key: string }>(
    `SELECT DISTINCT singleton_key AS key FROM pgboss.job WHERE name = 'configuration-changes'`,
  );
  expect(keys).toHaveLength(2);
  const [sent] = await fleet.database.query<{ count: number }>(
    `SELECT count(*) FROM pgboss.job WHERE singleton_key <> $1`,
    [`${job_id}:before`],
  );
  expect(sent?.count).toBe(1);
  // Told twice, a change is entered once.
  expect(await fleet.readChanges(job_id)).toHaveLength(5);
});

test('a change that a person takes back meanwhile is not taken back twice', async () => {
  await open({ harm });
  const { job_id } = await fleet.change({ rollback: 'perform' });
  fleet.settle();
  await fleet.database.query('DELETE FROM pgboss.job');
  const killed = await fleet.createServer({ createIn: () => Promise.reject(new Error('killed')) });
  await expect(killed.loop.judge(job_id)).rejects.toThrow('killed');
  await killed.stop();
  const [first] = await fleet.readChanges(job_id);
  let judging: Promise<void> | undefined;
  await fleet.database.transaction(async (transaction) => {
    await transaction.query(
      'UPDATE configuration_history SET was_rolled_back = true WHERE id = $1',
      [first?.id],
    );
    judging = fleet.loop.judge(job_id);
    await new Promise((resolve) => setTimeout(resolve, 700));
  });
  await judging;
  const [given] = await fleet.database.query<{ targets: number; devices: number }>(
    `SELECT count(*) AS targets, count(DISTINCT t.device_id) AS devices
     FROM job_targets t JOIN jobs j ON j.id = t.job_id WHERE j.rollback_of = $1`,
    [job_id],
  );
  expect(given).toEqual({ targets: 4, devices: 4 });
});
