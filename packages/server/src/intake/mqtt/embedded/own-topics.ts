import type { DeviceTopic } from '@homepot/catalogue';
import { parseTopic, topicOf } from '@homepot/catalogue';
import type { DeviceAddress } from '../mqtt-door.ts';

/** What a device may publish. */
export type PublishedTopic = Exclude<DeviceTopic, 'command'>;

/** Which of its own topics a device publishes to; undefined where it is none of those. */
export function ownPublishedTopic(
  { siteId, deviceId }: DeviceAddress,
  topic: string,
): PublishedTopic | undefined {
  const parsed = parseTopic(topic);
  if (parsed?.deviceId !== deviceId || parsed.siteId !== siteId) return undefined;
  return parsed.topic === 'command' ? undefined : parsed.topic;
}

/** Whether a device may subscribe to a topic: to its own commands, by their full name, alone. */
export const isOwnCommands = ({ siteId, deviceId }: DeviceAddress, topic: string): boolean =>
  topic === topicOf(siteId, deviceId, 'command');
