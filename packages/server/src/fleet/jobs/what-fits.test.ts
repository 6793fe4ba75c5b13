import { expect, test } from 'vitest';
import { limits } from '../../kernel/index.ts';
import { eachWithJobs } from './test/each-with-jobs.ts';
import type { JobsFixture } from './test/jobs-fixture.ts';
import { actor } from './test/jobs-fixture.ts';

let house: JobsFixture;
eachWithJobs((opened) => {
  house = opened;
  return house.addDevices(1);
});

const make = (payload: Record<string, unknown>) =>
  house.jobs.create({ action: 'Run', device_ids: ['pos-1'], payload }, actor);

/** JSON of so many bytes. */
const bytes = (count: number) => ({ a: 'x'.repeat(count - '{"a":""}'.length) });

const nest = (levels: number): Record<string, unknown> =>
  levels === 1 ? {} : { a: nest(levels - 1) };

test('a payload may have as many bytes and levels as are allowed, and no more', async () => {
  const most = limits.jobPayloadBytesMax;
  await make(bytes(most));
  await expect(make(bytes(most + 1))).rejects.toMatchObject({
    code: 'parameter_invalid',
    path: 'payload',
  });
  await make(nest(limits.jsonDepthMax));
  await expect(make(nest(limits.jsonDepthMax + 1))).rejects.toMatchObject({
    code: 'json_too_large',
    path: expect.stringMatching(/^payload\.a/),
  });
  expect((await house.jobs.list({})).data).toHaveLength(2);
});

test('what the house takes back may say why, beyond what a caller may send', async () => {
  const payload = { ...bytes(limits.jobPayloadBytesMax), reason: 'Worse' };
  await house.database.transaction((transaction) =>
    house.jobs.createIn(transaction, { action: 'Run', device_ids: ['pos-1'], payload }, actor, []),
  );
  expect((await house.jobs.list({})).data).toHaveLength(1);
});

test('what the audit trail is told is left to the caller, at the end of its transaction', async () => {
  const events = () => house.database.query('SELECT event_type FROM audit_logs');
  await house.database.transaction(async (transaction) => {
    const entries: Parameters<typeof house.jobs.createIn>[3] = [];
    const input = { action: 'Run', device_ids: ['pos-1'] };
    const { job_id } = await house.jobs.createIn(transaction, input, actor, entries);
    expect(entries).toMatchObject([{ eventType: 'job_created', jobId: job_id }]);
  });
  expect(await events()).toEqual([]);
});

/** The commands of each answer, until there are none. */
async function askAll(): Promise<number[]> {
  const counts: number[] = [];
  for (;;) {
    const given = await house.jobs.ask('pos-1');
    if (given.length === 0) return counts;
    counts.push(given.length);
    const states = await house.database.query<{ count: number }>(
      "SELECT count(*) AS count FROM job_targets WHERE state = 'sent'",
    );
    expect(states[0]?.count).toBe(counts.reduce((sum, count) => sum + count, 0));
  }
}

async function makeMany(count: number, payload: Record<string, unknown>): Promise<void> {
  house.connected.clear();
  for (let nr = 0; nr < count; nr += 1) await make(payload);
  await house.pass(500);
}

test('a device with many commands is given them in several answers; the rest stays queued', async () => {
  const most = limits.commandsPerAnswerMax;
  await makeMany(most + 3, {});
  expect(await askAll()).toEqual([most, 3]);
});

test('a device with large commands is given fewer at a time, as many bytes as are allowed', async () => {
  await makeMany(10, bytes(limits.jobPayloadBytesMax));
  const given = await askAll();
  const each = limits.jobPayloadBytesMax + limits.commandNameBytesMax;
  expect(given[0]).toBe(Math.floor(limits.commandBytesPerAnswerMax / each));
  expect(given.reduce((sum, count) => sum + count)).toBe(10);
});

test('a device that connects is given no more at once either; the others follow', async () => {
  const most = limits.commandsPerAnswerMax;
  await makeMany(most + 3, {});
  house.connected.add('pos-1');
  await house.jobs.deliver('pos-1');
  expect(house.published).toHaveLength(most);
  await house.pass(6_000);
  expect(new Set(house.published.map(({ command_id }) => command_id)).size).toBe(most + 3);
});
