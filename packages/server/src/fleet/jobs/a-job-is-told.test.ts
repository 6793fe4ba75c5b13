import { expect, test } from 'vitest';
import { eachWithJobs } from './test/each-with-jobs.ts';
import type { JobsFixture } from './test/jobs-fixture.ts';
import { actor, update } from './test/jobs-fixture.ts';

let house: JobsFixture;
eachWithJobs((opened) => {
  house = opened;
});

test('whoever watches a job is told each time something becomes of it, and not while nothing does', async () => {
  const told: string[] = [];
  const jobs = house.createServer({ tell: (jobIds) => told.push(...jobIds) });
  const [device = ''] = await house.addDevices(1);
  house.connected.delete(device);
  const { job_id } = await jobs.create(update, actor);
  await jobs.reconcile();
  expect(new Set(told)).toEqual(new Set([job_id]));
  /** How often it is told by what is done, and by the looks of a minute after it. */
  const timesBy = async (deed: () => Promise<unknown>): Promise<number> => {
    const before = told.length;
    await deed();
    for (let look = 0; look < 120; look += 1) {
      house.clock.advanceMs(500);
      await jobs.reconcile();
    }
    return told.length - before;
  };
  expect(await timesBy(async () => undefined)).toBe(0);
  const given = await timesBy(() => jobs.ask(device));
  expect([given > 0, given < 5]).toEqual([true, true]);
  const commandId = `${job_id}.1.${device}`;
  const at = new Date(house.clock.nowMs()).toISOString();
  for (const step of ['received', 'applied'] as const) {
    const times = await timesBy(() =>
      jobs.acknowledge({ deviceId: device }, { command_id: commandId, step, at }),
    );
    expect([times > 0, times < 5]).toEqual([true, true]);
  }
  expect(await jobs.read(job_id)).toMatchObject({ status: 'completed' });
  await jobs.stop();
});
