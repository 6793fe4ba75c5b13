import { createTestDevice } from '../../../../test/test-device.ts';
import type { TestHouse, TestHouseOptions } from '../../../../test/test-house.ts';
import { startTestHouse } from '../../../../test/test-house.ts';
import type { MqttDoor } from '../mqtt-door.ts';
import type { TestDevice } from './device-client.ts';

/** A house with an open door for MQTT, and devices that may enter. */
export interface Ground {
  readonly house: TestHouse;
  readonly mqtt: MqttDoor;
  createDevice(deviceId: string): Promise<TestDevice>;
  close(): Promise<void>;
}

/** Opens a house; `settings` say which broker it uses. */
export async function openGround(options: TestHouseOptions = {}): Promise<Ground> {
  const house = await startTestHouse(options);
  const { mqtt } = house;
  if (mqtt === undefined) throw new Error('MQTT is switched off');
  return {
    house,
    mqtt,
    async createDevice(deviceId) {
      const credential = await createTestDevice(house, deviceId);
      const keyId = credential.slice(4, 20);
      const device = { deviceId, siteId: 'site-test', keyId };
      await mqtt.admit({ ...device, secret: credential });
      return { ...device, credential, url: mqtt.localUrl() };
    },
    close: () => house.remove(),
  };
}
