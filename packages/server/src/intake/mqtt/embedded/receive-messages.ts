import type { PublishPacket } from 'aedes';
import type { DeviceRefusals } from '../../report/device-refusals.ts';
import type { TakeMessage } from '../take-message.ts';
import type { Connection } from './connection.ts';
import { addressOf } from './connection.ts';
import type { PublishedTopic } from './own-topics.ts';
import { ownPublishedTopic } from './own-topics.ts';

export interface ReceiveDeps {
  readonly refusals: DeviceRefusals;
  readonly takeMessage: TakeMessage;
}

/** Takes what devices publish. */
export interface Receiver {
  /**
   * Resolves when the message may be acknowledged; rejects where it must not be, and the connection
   * must be closed.
   */
  receive(connection: Connection, packet: PublishPacket): Promise<void>;
  /** Takes nothing more, and resolves when everything so far is taken. */
  stop(): Promise<void>;
}

/** Which topic a message is for. Throws, and tells, where the device may not publish to it. */
function judgeTopic(
  { refusals }: ReceiveDeps,
  { client, device, will }: Connection,
  packet: PublishPacket,
): PublishedTopic {
  const topic = ownPublishedTopic(device, packet.topic);
  const isAllowed = topic !== undefined && (packet !== will || topic === 'presence');
  if (isAllowed) return topic;
  const message = 'A device published to a topic that is not its own';
  refusals.note({
    deviceId: device.deviceId,
    cause: 'topic',
    message,
    address: addressOf(client),
  });
  throw new Error(message);
}

/**
 * A connection is what it was let in as until it is closed: whoever ends a credential closes its
 * connections, on this server at once and on the others by their pass over ended credentials. To ask
 * again at each message would make the acknowledgement of every report wait for the database.
 */
export function createReceiver(deps: ReceiveDeps): Receiver {
  const underway = new Set<Promise<void>>();
  let isStopped = false;

  async function take(connection: Connection, packet: PublishPacket): Promise<void> {
    // Nothing is kept for those who come later.
    packet.retain = false;
    const topic = judgeTopic(deps, connection, packet);
    const payload = Buffer.from(packet.payload);
    const { device } = connection;
    await connection.gate(() => deps.takeMessage({ device, topic, payload }));
  }

  return {
    async receive(connection, packet) {
      if (isStopped) throw new Error('the server is stopping');
      const taking = take(connection, packet);
      underway.add(taking);
      try {
        await taking;
      } finally {
        underway.delete(taking);
      }
    },
    async stop() {
      isStopped = true;
      await Promise.allSettled(underway);
    },
  };
}
