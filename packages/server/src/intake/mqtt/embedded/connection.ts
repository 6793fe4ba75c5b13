import type { Socket } from 'node:net';
import type { Client } from 'aedes';
import { limits } from '../../../kernel/index.ts';
import type { Gate } from '../../body/gate.ts';
import { createGate } from '../../body/gate.ts';
import type { DevicePrincipal } from '../take-message.ts';

/** The connection of a device that was let in. */
export interface Connection {
  readonly client: Client;
  /** What it proved itself with, to ask again whether it is still good. */
  readonly credential: string;
  /** Who it is, as of the last time that was asked. */
  device: DevicePrincipal;
  /** Its last will, which the broker publishes in its name. */
  readonly will: object | undefined;
  /** Whether it listens for commands. */
  listens: boolean;
  /** Ends when the messages so far were begun: they are begun in their order. */
  turn: Promise<unknown>;
  /** Lets a few messages at a time wait to become durable. */
  readonly gate: Gate;
}

export function createConnection(
  parts: Pick<Connection, 'client' | 'credential' | 'device' | 'will'>,
): Connection {
  return {
    ...parts,
    listens: false,
    turn: Promise.resolve(),
    gate: createGate(limits.mqttMessagesPerDeviceMax),
  };
}

/** The address at the other end. */
export const addressOf = (client: Client): string | undefined =>
  (client.conn as Socket).remoteAddress;
