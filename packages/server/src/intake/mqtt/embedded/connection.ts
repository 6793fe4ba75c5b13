import type { Socket } from 'node:net';
import type { Client } from 'aedes';
import { limits } from '../../../kernel/index.ts';
import type { Gate } from '../../body/gate.ts';
import { createGate } from '../../body/gate.ts';
import type { DevicePrincipal } from '../take-message.ts';

/** The connection of a device that was let in. */
export interface Connection {
  readonly client: Client;
  /** Who it was let in as. */
  readonly device: DevicePrincipal;
  /** Its last will, which the broker publishes in its name. */
  readonly will: object | undefined;
  /** Whether it listens for commands. */
  listens: boolean;
  /** Lets a few messages at a time wait to become durable. */
  readonly gate: Gate;
}

export function createConnection(
  parts: Pick<Connection, 'client' | 'device' | 'will'>,
): Connection {
  return {
    ...parts,
    listens: false,
    gate: createGate(limits.mqttMessagesPerDeviceMax),
  };
}

/** The address at the other end. */
export const addressOf = (client: Client): string | undefined =>
  (client.conn as Socket).remoteAddress;
