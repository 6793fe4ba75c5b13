import { afterAll, test } from 'vitest';
import { testDeviceDoor } from '../test/device-door-tests.ts';
import { openGround } from '../test/open-ground.ts';
import type { Mosquitto } from '../test/start-mosquitto.ts';
import { findMosquitto, startMosquitto } from '../test/start-mosquitto.ts';

let mosquitto: Mosquitto | undefined;
afterAll(() => mosquitto?.stop());

if ((await findMosquitto()) === undefined) {
  test('Mosquitto is not installed here, so nothing was tried with it', (context) => {
    context.skip();
  });
} else {
  testDeviceDoor(async () => {
    mosquitto = await startMosquitto();
    return openGround({ settings: { MQTT_URL: mosquitto.url } });
  });
}
