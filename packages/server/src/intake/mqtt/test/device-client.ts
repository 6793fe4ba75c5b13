import { topicOf } from '@homepot/catalogue';
import type { IClientOptions, MqttClient } from 'mqtt';
import { connectAsync } from 'mqtt';

/** A device with its credential, and where it connects. */
export interface TestDevice {
  readonly url: string;
  readonly deviceId: string;
  readonly siteId: string;
  readonly keyId: string;
  readonly credential: string;
}

/** Connects as a device does; rejects when it is refused. */
export function connectDevice(
  device: TestDevice,
  options: IClientOptions = {},
): Promise<MqttClient> {
  return connectAsync(
    device.url,
    {
      clientId: device.deviceId,
      username: device.keyId,
      password: device.credential,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: 3_000,
      ...options,
    },
    false,
  );
}

/** A topic of the device. */
export const ownTopic = (
  { siteId, deviceId }: TestDevice,
  topic: 'report' | 'ack' | 'presence' | 'command',
): string => topicOf(siteId, deviceId, topic);

/** Sends a report and waits for its acknowledgement. */
export async function sendReport(
  client: MqttClient,
  device: TestDevice,
  report: object,
): Promise<void> {
  await client.publishAsync(ownTopic(device, 'report'), JSON.stringify(report), { qos: 1 });
}
