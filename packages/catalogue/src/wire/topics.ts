/**
 * The topics of a device over MQTT, all below `homepot/v1/{site_id}/{device_id}/`:
 *
 * | topic | who publishes | what |
 * | --- | --- | --- |
 * | `report` | the device, QoS 1 | a report; acknowledged when it is on disk |
 * | `ack` | the device, QoS 1 | how far a command is; acknowledged when it is in the database |
 * | `presence` | the device, QoS 1, also as its last will | that it goes, or was cut off |
 * | `command` | the house, QoS 1, not retained | what the device is to do |
 *
 * A device may publish and subscribe below its own name only; its credential says which that is.
 */
export const deviceTopics = ['report', 'ack', 'presence', 'command'] as const;
export type DeviceTopic = (typeof deviceTopics)[number];

const prefix = 'homepot/v1';

/** The topic of a device. */
export function topicOf(siteId: string, deviceId: string, topic: DeviceTopic): string {
  return `${prefix}/${siteId}/${deviceId}/${topic}`;
}

/** A subscription to one topic of every device of every site. */
export function topicOfAll(topic: DeviceTopic): string {
  return `${prefix}/+/+/${topic}`;
}

/** Whose topic it is, and which; undefined where it is none of ours. */
export function parseTopic(
  text: string,
): { readonly siteId: string; readonly deviceId: string; readonly topic: DeviceTopic } | undefined {
  const [product, version, siteId, deviceId, last, ...rest] = text.split('/');
  const topic = deviceTopics.find((name) => name === last);
  const ours = `${product}/${version}` === prefix && rest.length === 0;
  if (!ours || !siteId || !deviceId || topic === undefined) return undefined;
  return { siteId, deviceId, topic };
}
