import { setTimeout as pause } from 'node:timers/promises';
import { parseTopic } from '@homepot/catalogue';
import type { Log } from '../../../kernel/index.ts';
import { limits } from '../../../kernel/index.ts';
import type { DeviceRefusals } from '../../report/device-refusals.ts';
import type { KnownDevices } from '../../report/known-devices.ts';
import type { MqttCounts } from '../mqtt-counts.ts';
import type { DevicePrincipal, TakeMessage } from '../take-message.ts';

export interface BrokerReceiverDeps {
  readonly knownDevices: KnownDevices;
  readonly refusals: DeviceRefusals;
  readonly counts: MqttCounts;
  readonly takeMessage: TakeMessage;
  readonly log: Log;
}

/** Takes what an external broker hands on. */
export interface BrokerReceiver {
  /**
   * Resolves with whether the message may be acknowledged: not while it cannot be taken. It is tried
   * again and again, for the broker keeps what comes behind it; only a stop gives up.
   */
  receive(topic: string, payload: Buffer): Promise<boolean>;
  stop(): Promise<void>;
}

/**
 * Who a message is from. The broker has seen to it that only the device itself publishes on its
 * topic; what it may be by now, the database says. Undefined where it may not report any more.
 */
async function findSender(
  { knownDevices }: BrokerReceiverDeps,
  siteId: string,
  deviceId: string,
): Promise<DevicePrincipal | undefined> {
  const device = await knownDevices.read(deviceId);
  if (device?.credential === undefined || device.siteId !== siteId) return undefined;
  return { kind: 'device', deviceId, siteId, ...device.credential };
}

export function createBrokerReceiver(deps: BrokerReceiverDeps): BrokerReceiver {
  const stopping = new AbortController();
  const underway = new Set<Promise<boolean>>();

  async function receiveOnce(topic: string, payload: Buffer): Promise<void> {
    const parsed = parseTopic(topic);
    if (parsed === undefined) return;
    const device = await findSender(deps, parsed.siteId, parsed.deviceId);
    if (device !== undefined) {
      await deps.takeMessage({ device, topic: parsed.topic, payload });
      return;
    }
    deps.counts.refused += 1;
    const message = 'A message came from a device that is unknown, inactive or of another site';
    deps.refusals.note({ deviceId: parsed.deviceId, cause: 'credential', message });
  }

  async function receive(topic: string, payload: Buffer): Promise<boolean> {
    while (!stopping.signal.aborted) {
      try {
        await receiveOnce(topic, payload);
        return true;
      } catch (error) {
        deps.log.debug({ err: error }, 'a message waits until it can be taken');
      }
      const { signal } = stopping;
      await pause(limits.mqttBrokerRetryMilliseconds, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  return {
    async receive(topic, payload) {
      const receiving = receive(topic, payload);
      underway.add(receiving);
      try {
        return await receiving;
      } finally {
        underway.delete(receiving);
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all(underway);
    },
  };
}
