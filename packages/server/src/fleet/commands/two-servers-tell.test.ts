import type { DeviceCommand } from '@homepot/catalogue';
import { topicOf } from '@homepot/catalogue';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let here: TestHouse;
let there: TestHouse;
beforeAll(async () => {
  here = await startTestHouse();
  there = await startTestHouse({ besides: here });
  await expectHouse(here, 'POST /sites', 201, { site_id: 'shop', name: 'Shop' });
});
afterAll(async () => {
  await there.remove();
  await here.remove();
});

const enter = (device_id: string) =>
  expectHouse(here, 'POST /devices', 201, { device_id, site_id: 'shop' });

/** Connects a device to a server; resolves with a wait for its next command. */
async function connectDevice(house: TestHouse, device_id: string) {
  const made = await expectHouse(house, `POST /devices/${device_id}/credentials`, 201);
  const client = await connectAsync(String(made.mqtt_url), {
    clientId: device_id,
    username: String(made.key_id),
    password: String(made.credential),
    reconnectPeriod: 0,
  });
  const next = () =>
    new Promise<DeviceCommand>((resolve) => {
      client.once('message', (_topic, payload) => resolve(JSON.parse(payload.toString())));
    });
  const first = next();
  await client.subscribeAsync(topicOf('shop', device_id, 'command'), { qos: 1 });
  return { client, first, next };
}

test('a device that is connected to another server is told within two seconds, each time', async () => {
  await enter('pos-1');
  const device = await connectDevice(there, 'pos-1');
  for (let nr = 0; nr < 3; nr += 1) {
    const told = device.next();
    const startedMs = performance.now();
    const job = await expectHouse(here, 'POST /devices/pos-1/commands', 201, { action: 'Run' });
    expect((await told).job_id).toBe(job.job_id);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  }
  await device.client.endAsync();
});

test('a device that is connected nowhere keeps its command until it connects, to whichever server', async () => {
  await enter('pos-2');
  const job = await expectHouse(here, 'POST /devices/pos-2/commands', 201, { action: 'Run' });
  const states = () =>
    here.database.query(
      `SELECT t.state, t.resend_at > t.updated_at AS "wasClaimed" FROM job_targets t
       JOIN jobs j ON j.id = t.job_id WHERE j.job_id = $1 AND t.command_id IS NOT NULL`,
      [job.job_id],
    );
  await expect.poll(states).toEqual([{ state: 'queued', wasClaimed: false }]);
  const device = await connectDevice(there, 'pos-2');
  expect((await device.first).job_id).toBe(job.job_id);
  await device.client.endAsync();
});
