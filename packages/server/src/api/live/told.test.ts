import type { LiveTopic } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import type { TestFollower } from '../../../test/follow-house.ts';
import { followByEvents } from '../../../test/follow-house.ts';
import { createTestDevice } from '../../../test/test-device.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
let follower: TestFollower;
beforeAll(async () => {
  house = await startTestHouse();
  await createTestDevice(house, 'told-1');
  follower = await followByEvents(house, { authorization: `Bearer ${house.adminKey}` });
  await follower.find(({ event }) => event === 'picture');
});
afterAll(async () => {
  await follower?.stop();
  await house?.remove();
});

type Told = readonly Readonly<Record<string, unknown>>[];

/** What a topic was told, in the order it came. */
const toldOf = (topic: Exclude<LiveTopic, 'metrics'>): Told =>
  follower.messages.flatMap(({ event, data }) =>
    event === 'change' ? ((data[topic]?.told?.items ?? []) as Told) : [],
  );

const timesTold = (jobId: string): number =>
  toldOf('jobs').filter(({ job_id }) => job_id === jobId).length;

test('a job is told when it is made, each time it is taken on, and when it is ended by a person', async () => {
  const { job_id } = await expectHouse(house, 'POST /jobs', 201, {
    action: 'restart',
    device_ids: ['told-1'],
  });
  await expect.poll(() => timesTold(String(job_id)), { timeout: 10_000 }).toBeGreaterThan(0);
  const before = timesTold(String(job_id));
  await expectHouse(house, `POST /jobs/${job_id}/cancel`, 200);
  await expect.poll(() => timesTold(String(job_id)), { timeout: 10_000 }).toBeGreaterThan(before);
});

test('errors are told though their group is open already', async () => {
  const errors = [{ category: 'api', severity: 'error', error_message: 'The drawer is stuck' }];
  const seen = () =>
    follower.messages.reduce(
      (sum, { event, data }) => sum + ((event === 'change' && data.errors?.new?.error) || 0),
      0,
    );
  for (const count of [1, 2]) {
    await expectHouse(house, 'POST /ingest/error_logs', 200, errors);
    await expect.poll(seen, { timeout: 10_000 }).toBe(count);
  }
});

interface Overview {
  readonly devices: { readonly total: number };
}
async function readTotal(): Promise<number> {
  const overview = await expectHouse(house, 'GET /fleet/overview', 200);
  return (overview as unknown as Overview).devices.total;
}

test('who asks because it was told sees what it was told of, however many asked just before', async () => {
  for (const id of ['told-2', 'told-3', 'told-4']) {
    const isTold = () => toldOf('devices').some(({ device_id }) => device_id === id);
    const before = await readTotal();
    await expectHouse(house, 'POST /devices', 201, { device_id: id, site_id: 'site-test' });
    // Others keep asking, so that there is always an answer that is young.
    while (!isTold()) await readTotal();
    expect(await readTotal()).toBe(before + 1);
    const { data } = await expectHouse(house, 'GET /fleet/sites', 200);
    expect(data).toMatchObject([{ devices: before + 1 }]);
  }
});
