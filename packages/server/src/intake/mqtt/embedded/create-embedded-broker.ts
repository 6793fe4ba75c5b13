import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { topicOf } from '@homepot/catalogue';
import type { AedesOptions, Client, ConnectPacket, PublishPacket } from 'aedes';
import { Aedes } from 'aedes';
import type { Authenticator } from '../../../auth/index.ts';
import type { Log } from '../../../kernel/index.ts';
import { limits } from '../../../kernel/index.ts';
import type { DeviceRefusals } from '../../report/device-refusals.ts';
import type { MqttCounts } from '../mqtt-counts.ts';
import type { MqttDoor, MqttHandlers } from '../mqtt-door.ts';
import type { TakeMessage } from '../take-message.ts';
import { admitClient, ConnectRefusal } from './admit-client.ts';
import type { Connection } from './connection.ts';
import { addressOf, createConnection } from './connection.ts';
import type { Connections } from './connections.ts';
import { createConnections } from './connections.ts';
import { limitPackets } from './limit-packets.ts';
import { listen } from './listen.ts';
import { isOwnCommands } from './own-topics.ts';
import type { Receiver } from './receive-messages.ts';
import { createReceiver } from './receive-messages.ts';

export interface EmbeddedBrokerDeps {
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'readEndedDevice'>;
  readonly refusals: DeviceRefusals;
  readonly counts: MqttCounts;
  readonly log: Log;
  readonly createTakeMessage: (handlers: MqttHandlers) => TakeMessage;
}

export interface EmbeddedBrokerOptions {
  readonly host: string;
  /** 0 = a free one; absent = that of the last time, the usual one, or a free one, as can be had. */
  readonly port: number | undefined;
  /** Remembers the port for the next time. */
  readonly portFile?: string;
  /** The addresses that go with a port. */
  readonly publicUrlOf: (port: number) => string;
  readonly localUrlOf: (port: number) => string;
}

type Parts<Name extends keyof AedesOptions> = Parameters<NonNullable<AedesOptions[Name]>>;

/** What the broker asks while it is open. */
interface Desk {
  readonly deps: EmbeddedBrokerDeps;
  readonly connections: Connections;
  readonly receiver: Receiver;
  readonly handlers: MqttHandlers;
  /** Last wills, from CONNECT until it is known who sent it. */
  readonly wills: WeakMap<Client, NonNullable<ConnectPacket['will']>>;
}

/** Makes every session one that ends with its connection, and every silence one that ends. */
function greet({ wills }: Desk, client: Client, packet: ConnectPacket): void {
  const { will, keepalive = 0 } = packet;
  if (will !== undefined) wills.set(client, will);
  const secondsMax = limits.mqttKeepaliveSecondsMax;
  packet.clean = true;
  packet.keepalive = keepalive === 0 ? secondsMax : Math.min(keepalive, secondsMax);
}

async function authenticate(
  { deps, connections, wills }: Desk,
  ...[client, username, password, done]: Parts<'authenticate'>
): Promise<void> {
  const credential = password?.toString() ?? '';
  const will = wills.get(client);
  const address = addressOf(client);
  try {
    const asked = { clientId: client.id, username, credential, willTopic: will?.topic, address };
    const device = await admitClient(deps, asked);
    if (!client.closed) connections.add(createConnection({ client, device, will }));
    done(null, true);
  } catch (error) {
    deps.counts.connectionsRefused += 1;
    if (!(error instanceof ConnectRefusal)) deps.log.error({ err: error }, 'a connection failed');
    done(
      error instanceof ConnectRefusal ? error : new ConnectRefusal('unavailable', 'internal error'),
      false,
    );
  }
}

const nothing = Buffer.alloc(0);

/**
 * Nobody is sent what a device publishes. The packet itself was made when the one before it had been read, and is
 * old by now: as long as it is not collected, which takes a collection of everything, it would keep its payload.
 */
function forgetPayload(packet: PublishPacket): void {
  packet.payload = nothing;
}

/** The broker acknowledges a message when `done` is called without an error. */
async function authorizePublish(
  { connections, receiver }: Desk,
  ...[client, packet, done]: Parts<'authorizePublish'>
): Promise<void> {
  const connection = connections.of(client);
  try {
    if (connection === undefined) throw new Error('not connected');
    await receiver.receive(connection, packet);
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  // A will may be spoken once more.
  if (packet !== connection.will) forgetPayload(packet);
  done(null);
}

function authorizeSubscribe(
  { deps, connections }: Desk,
  ...[client, subscription, done]: Parts<'authorizeSubscribe'>
): void {
  const device = connections.of(client)?.device;
  const isOwn = device !== undefined && isOwnCommands(device, subscription.topic);
  if (device !== undefined && !isOwn) {
    const message = 'A device subscribed to a topic that is not its own commands';
    const { deviceId } = device;
    deps.refusals.note({ deviceId, cause: 'subscription', message, address: addressOf(client) });
  }
  // Without a subscription the answer in SUBACK is that it failed.
  done(null, isOwn ? subscription : null);
}

function noteListening({ handlers }: Desk, connection: Connection | undefined): void {
  if (connection === undefined || connection.listens) return;
  const { siteId, deviceId } = connection.device;
  connection.listens = true;
  handlers.onConnected?.({ siteId, deviceId });
}

async function openAedes(desk: Desk): Promise<Aedes> {
  const aedes = new Aedes({
    connectTimeout: limits.mqttConnectMillisecondsMax,
    drainTimeout: limits.mqttDrainMillisecondsMax,
    maxInflightInbound: limits.mqttMessagesPerDeviceMax,
    maxTopicLevels: limits.mqttTopicLevelsMax,
    preConnect(client, packet, done) {
      greet(desk, client, packet);
      done(null, true);
    },
    authenticate: (...parts) => void authenticate(desk, ...parts),
    authorizePublish: (...parts) => void authorizePublish(desk, ...parts),
    authorizeSubscribe: (...parts) => authorizeSubscribe(desk, ...parts),
  });
  aedes.on('subscribe', (subscriptions, client) => {
    const connection = desk.connections.of(client);
    const listens = subscriptions.some(
      ({ topic, qos }) => Number(qos) <= 2 && connection && isOwnCommands(connection.device, topic),
    );
    if (listens) noteListening(desk, connection);
  });
  await aedes.listen();
  return aedes;
}

/** Sends a command down an open connection. */
async function send({ client }: Connection, topic: string, command: object): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const payload = JSON.stringify(command);
  client.publish({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false }, (error) =>
    resolve(!error),
  );
  return (await promise) && !client.closed;
}

/**
 * Creates the broker in this process; it does not listen yet. It is a door and no post office:
 * devices speak to the house and the house to devices, never devices to each other; nothing is
 * retained and no session outlives its connection, because the house sends a command again until it
 * is acknowledged.
 */
export function createEmbeddedBroker(
  deps: EmbeddedBrokerDeps,
  options: EmbeddedBrokerOptions,
): MqttDoor {
  const connections = createConnections();
  const sockets = new Set<Socket>();
  let running: { readonly receiver: Receiver; readonly aedes: Aedes } | undefined;
  let port: number | undefined;

  const server = createServer({ noDelay: true }, (socket) => {
    if (running === undefined) {
      socket.destroy();
      return;
    }
    const client = running.aedes.handle(socket);
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      connections.remove(client);
    });
    limitPackets(socket, () =>
      connections.of(client) ? limits.mqttPacketBytesMax : limits.mqttConnectBytesMax,
    );
  });
  server.maxConnections = limits.mqttConnectionsMax;

  const requirePort = (): number => {
    if (port === undefined) throw new Error('The MQTT door is not open yet');
    return port;
  };

  return {
    async start(handlers) {
      port = await listen(server, options.host, options.port, options.portFile);
      const receiver = createReceiver({
        ...deps,
        takeMessage: deps.createTakeMessage(handlers),
      });
      const desk = { deps, connections, receiver, handlers, wills: new WeakMap() };
      running = { receiver, aedes: await openAedes(desk) };
      deps.log.info({ port }, 'devices may report over MQTT');
    },
    async stop() {
      server.close();
      if (running === undefined) return;
      const { receiver, aedes } = running;
      await receiver.stop();
      // The last acknowledgements are written in this turn; a connection is closed without waiting.
      await nextTurn();
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
    },
    publicUrl: () => options.publicUrlOf(requirePort()),
    localUrl: () => options.localUrlOf(requirePort()),
    async publishCommand({ siteId, deviceId }, command) {
      const connection = connections.ofDevice(deviceId);
      if (running === undefined || !connection?.listens) return false;
      const wasHanded = await send(connection, topicOf(siteId, deviceId, 'command'), command);
      if (wasHanded) deps.counts.published += 1;
      return wasHanded;
    },
    listeners: {
      has: (deviceId) => connections.ofDevice(deviceId)?.listens ?? false,
      names: () => connections.listening(),
    },
    async close(which) {
      connections.close(({ keyId, deviceId }) =>
        'keyId' in which ? which.keyId === keyId : which.deviceId === deviceId,
      );
    },
    admit: async () => undefined,
    expel: async (keyId) => connections.close((device) => device.keyId === keyId),
    figures: () => ({ ...deps.counts, connections: connections.count(), state: 'ok' }),
  };
}
