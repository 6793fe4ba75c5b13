import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import type {
  CommandAcknowledgement,
  DeviceCommand,
  DevicePresence,
  DeviceReport,
} from '@homepot/catalogue';
import { parseTopic, topicOf } from '@homepot/catalogue';
import type { AuthenticateError } from 'aedes';
import { Aedes } from 'aedes';

/** A house that speaks MQTT and remembers what it was told. */
export interface TestBroker {
  readonly url: string;
  readonly reports: DeviceReport[];
  readonly acknowledgements: CommandAcknowledgement[];
  readonly presences: DevicePresence[];
  /** Credentials that are accepted; all where it is undefined. */
  accepted: string | undefined;
  /** While true, what comes is neither answered nor remembered. */
  isDeaf: boolean;
  tell(siteId: string, deviceId: string, command: DeviceCommand): void;
  /** Cuts every connection. */
  cut(): void;
  stop(): Promise<void>;
}

const refused = Object.assign(new Error('refused'), { returnCode: 4 }) as AuthenticateError;

/** Starts a broker on a free port, or on the one that it had before. */
export async function startBroker(port = 0): Promise<TestBroker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const listens = typeof address === 'object' && address !== null ? address.port : 0;
  const broker: TestBroker = {
    url: `mqtt://127.0.0.1:${listens}`,
    reports: [],
    acknowledgements: [],
    presences: [],
    accepted: undefined,
    isDeaf: false,
    tell(siteId, deviceId, command) {
      const topic = topicOf(siteId, deviceId, 'command');
      const payload = Buffer.from(JSON.stringify(command));
      const packet = { cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false } as const;
      aedes.publish(packet, () => undefined);
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    stop: () =>
      new Promise((resolve) => {
        aedes.close(() => server.close(() => resolve()));
      }),
  };
  aedes.authenticate = (_client, _username, password, done) => {
    const isGood = broker.accepted === undefined || String(password) === broker.accepted;
    if (isGood) done(null, true);
    else done(refused, false);
  };
  aedes.authorizePublish = (_client, packet, done) => {
    if (broker.isDeaf) return;
    const value = JSON.parse(packet.payload.toString());
    const topic = parseTopic(packet.topic)?.topic;
    if (topic === 'report') broker.reports.push(value);
    if (topic === 'ack') broker.acknowledgements.push(value);
    if (topic === 'presence') broker.presences.push(value);
    done(null);
  };
  return broker;
}
