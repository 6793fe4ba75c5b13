import { topicOf } from '@homepot/catalogue';
import type { Clock, Log } from '../../../kernel/index.ts';
import { limits, within } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import type { DeviceRefusals } from '../../report/device-refusals.ts';
import type { KnownDevices } from '../../report/known-devices.ts';
import type { MqttCounts } from '../mqtt-counts.ts';
import type { MqttDoor, MqttHandlers } from '../mqtt-door.ts';
import type { TakeMessage } from '../take-message.ts';
import { usernameIn, withoutCredential } from './broker-address.ts';
import type { BrokerLink } from './broker-link.ts';
import { createBrokerLink } from './broker-link.ts';
import { readDeviceCredentials } from './device-credentials.ts';
import type { DynamicSecurity } from './dynamic-security.ts';
import { createDynamicSecurity, responseTopic } from './dynamic-security.ts';
import type { BrokerReceiver } from './receive-from-broker.ts';
import { createBrokerReceiver } from './receive-from-broker.ts';

export interface ExternalBrokerDeps {
  readonly database: Pick<Database, 'query'>;
  readonly knownDevices: KnownDevices;
  readonly refusals: DeviceRefusals;
  readonly counts: MqttCounts;
  readonly clock: Clock;
  readonly log: Log;
  readonly createTakeMessage: (handlers: MqttHandlers) => TakeMessage;
}

export interface ExternalBrokerOptions {
  /** With the user and password of the server. */
  readonly url: string;
  /** What devices are told, where it differs. */
  readonly publicUrl: string | undefined;
  /** Tells this server from others at the same broker, also after a restart. */
  readonly serverId: string;
  /** Whether HOMEPOT tells the broker who may connect. */
  readonly managesSecurity: boolean;
}

/** What there is while the door is open. */
interface Running {
  readonly receiver: BrokerReceiver;
  readonly links: readonly BrokerLink[];
  /** The connection over which the house speaks. */
  readonly control: BrokerLink;
  readonly security: DynamicSecurity | undefined;
}

/** Opens the connections; those that take nothing yet become ready when the broker answers. */
function connectAll(
  deps: ExternalBrokerDeps,
  { url, serverId, managesSecurity }: ExternalBrokerOptions,
  takeMessage: TakeMessage,
): { readonly running: Running; readonly prepared: Promise<void> } {
  const { clock, log } = deps;
  const prepared = Promise.withResolvers<void>();
  const receiver = createBrokerReceiver({ ...deps, takeMessage });
  let security: DynamicSecurity | undefined;

  async function receive(topic: string, payload: Buffer): Promise<boolean> {
    if (topic !== responseTopic) return receiver.receive(topic, payload);
    security?.onResponse(payload);
    return true;
  }

  const link = (place: number, onConnect: (link: BrokerLink) => Promise<void>): BrokerLink =>
    createBrokerLink({ receive, onConnect, log }, url, `homepot-${serverId}-${place}`);

  const control = link(0, async (self) => {
    if (security !== undefined) {
      await self.client.subscribeAsync(responseTopic, { qos: 1 });
      await security.prepare(usernameIn(url));
    }
    await self.subscribe();
    prepared.resolve();
  });
  if (managesSecurity) security = createDynamicSecurity({ client: control.client, clock, log });
  const others = Array.from({ length: limits.mqttBrokerConnections - 1 }, (_, i) =>
    // Before the broker was told what the server may do, it would refuse the subscription.
    link(i + 1, async (self) => {
      await prepared.promise;
      await self.subscribe();
    }),
  );
  const running = { receiver, links: [control, ...others], control, security };
  return { running, prepared: prepared.promise };
}

/** Creates the door to a broker that stands elsewhere; it connects at the start. */
export function createExternalBroker(
  deps: ExternalBrokerDeps,
  options: ExternalBrokerOptions,
): MqttDoor {
  const { counts, database, log } = deps;
  let running: Running | undefined;

  return {
    async start(handlers) {
      const opened = connectAll(deps, options, deps.createTakeMessage(handlers));
      running = opened.running;
      const address = withoutCredential(options.url);
      if (await within(limits.mqttBrokerAnswerMillisecondsMax, opened.prepared)) {
        log.info({ broker: address }, 'devices may report over the MQTT broker');
      } else log.warn({ broker: address }, 'the MQTT broker does not answer yet; trying again');
    },
    async stop() {
      await running?.receiver.stop();
      await Promise.all(running?.links.map((link) => link.stop()) ?? []);
    },
    publicUrl: () => options.publicUrl ?? withoutCredential(options.url),
    localUrl: () => withoutCredential(options.url),
    async publishCommand({ siteId, deviceId }, command) {
      if (running === undefined) return false;
      const topic = topicOf(siteId, deviceId, 'command');
      const wasHanded = await running.control.send(topic, JSON.stringify(command));
      if (wasHanded) counts.published += 1;
      return wasHanded;
    },
    async close(which) {
      if (running?.security === undefined) return;
      for (const { keyId, isGood } of await readDeviceCredentials(database, which)) {
        await running.security.cutOff(keyId, isGood);
      }
    },
    async admit(credential) {
      await running?.security?.admit(credential);
    },
    async expel(keyId) {
      await running?.security?.expel(keyId);
    },
    figures: () => ({
      ...counts,
      connections: running?.links.filter(({ client }) => client.connected).length ?? 0,
      state: running?.control.client.connected ? 'ok' : 'unreachable',
    }),
  };
}
