import type { Transport, TransportParts } from '@homepot/agent';
import { createHttpTransport, createMqttTransport, createRequester } from '@homepot/agent';

/** Where the house is. */
export interface HouseAddress {
  readonly url: string;
  /** Undefined: terminals report over HTTP. */
  readonly mqttUrl: string | undefined;
}

/** Creates a terminal's way to the house. */
export function createDeviceTransport(
  { url, mqttUrl }: HouseAddress,
  parts: TransportParts,
): Transport {
  if (mqttUrl !== undefined) return createMqttTransport(parts, { url: mqttUrl });
  return createHttpTransport(parts, createRequester(url));
}
