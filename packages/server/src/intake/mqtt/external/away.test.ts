import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { startTestHouse } from '../../../../test/test-house.ts';
import { connectDevice, sendReport } from '../test/device-client.ts';
import { openGround } from '../test/open-ground.ts';
import type { Mosquitto } from '../test/start-mosquitto.ts';
import { findMosquitto, startMosquitto } from '../test/start-mosquitto.ts';
import { testReport } from '../test/test-report.ts';

let mosquitto: Mosquitto | undefined;
afterAll(() => mosquitto?.stop());

const isInstalled = (await findMosquitto()) !== undefined;

test('what devices say while the server is away waits at Mosquitto (skipped where it is not installed)', async (context) => {
  if (!isInstalled) context.skip();
  mosquitto = await startMosquitto();
  const settings = { MQTT_URL: mosquitto.url };
  const ground = await openGround({ settings });
  const device = await ground.createDevice('pos-1');
  const { adminKey } = ground.house;
  await ground.house.stop();
  const client = await connectDevice(device);
  for (let i = 0; i < 20; i += 1) await sendReport(client, device, testReport());
  const house = {
    ...(await startTestHouse({ settings, successorOf: ground.house })),
    adminKey,
  };
  const countStored = async () => {
    await house.drained();
    const [row] = await house.database.query<{ count: number }>(
      'SELECT count(*) FROM health_checks',
    );
    return row?.count;
  };
  await expect.poll(countStored, { timeout: 5_000 }).toBe(20);

  await mosquitto.restart();
  await client.endAsync(true);
  await expect.poll(() => house.mqtt?.figures().state, { timeout: 5_000 }).toBe('ok');
  await pause(200);
  const again = await connectDevice(device);
  await sendReport(again, device, testReport());
  await expect.poll(countStored, { timeout: 5_000 }).toBe(21);
  await again.endAsync();
  await house.remove();
});
