import { topicOfAll } from '@homepot/catalogue';
import type { IClientOptions, MqttClient } from 'mqtt';
import { connect } from 'mqtt';
import type { Log } from '../../../kernel/index.ts';
import { limits, within } from '../../../kernel/index.ts';

/** One connection of this server to an external broker, which is made again when it is lost. */
export interface BrokerLink {
  readonly client: MqttClient;
  /** Asks for what devices publish: all connections of all servers share it among them. */
  subscribe(): Promise<void>;
  /** Publishes with QoS 1. Resolves with whether the broker took it and somebody listens there. */
  send(topic: string, text: string): Promise<boolean>;
  /** Ends it; the broker keeps its session, and what comes meanwhile. */
  stop(): Promise<void>;
}

export interface BrokerLinkDeps {
  /** Takes a message; resolves with whether it may be acknowledged. */
  readonly receive: (topic: string, payload: Buffer) => Promise<boolean>;
  /** Runs at each connection. */
  readonly onConnect: (link: BrokerLink) => Promise<void>;
  readonly log: Log;
}

/** The servers at one broker share the messages of the devices among them. */
const sharedPrefix = '$share/homepot';

/**
 * The messages wait at the broker while this server is away, for the session of a connection
 * outlives it. A connection hands on one message after the other, the next when the last is durable;
 * so a server has several, whose messages share one sync of the disk.
 */
function optionsOf(clientId: string, { receive }: BrokerLinkDeps): IClientOptions {
  return {
    clientId,
    protocolVersion: 5,
    clean: false,
    properties: { sessionExpiryInterval: limits.mqttBrokerSessionSeconds },
    reconnectPeriod: limits.mqttBrokerRetryMilliseconds,
    connectTimeout: limits.mqttBrokerAnswerMillisecondsMax,
    resubscribe: false,
    queueQoSZero: false,
    customHandleAcks(topic, message, _packet, done) {
      void receive(topic, message).then((mayAcknowledge) => {
        // Without the call the message is not acknowledged, and the broker sends it again.
        if (mayAcknowledge) done(0);
      });
    },
  };
}

/** The answer of a broker that found nobody who listens. */
const nobodyListens = 16;

/** Connects to a broker. What goes wrong is logged and tried again. */
export function createBrokerLink(deps: BrokerLinkDeps, url: string, clientId: string): BrokerLink {
  const client = connect(url, optionsOf(clientId, deps));
  /** Messages that nobody listened to: numbers of 16 bits. The client itself does not tell. */
  const unheard = new Set<number>();
  client.on('packetreceive', (packet) => {
    if (packet.cmd !== 'puback' || packet.messageId === undefined) return;
    if (packet.reasonCode === nobodyListens) unheard.add(packet.messageId);
    else unheard.delete(packet.messageId);
  });
  const link: BrokerLink = {
    client,
    async subscribe() {
      const topics = (['report', 'ack', 'presence'] as const).map(
        (topic) => `${sharedPrefix}/${topicOfAll(topic)}`,
      );
      await client.subscribeAsync(topics, { qos: 1 });
    },
    async send(topic, text) {
      if (!client.connected) return false;
      const sent = client.publishAsync(topic, text, { qos: 1 });
      const inTime = await within(limits.mqttBrokerAnswerMillisecondsMax, sent).catch(() => false);
      const { messageId } = inTime ? ((await sent) ?? {}) : {};
      return messageId !== undefined && !unheard.delete(messageId);
    },
    async stop() {
      await client.endAsync(true);
    },
  };
  client.on('connect', () => {
    deps.onConnect(link).catch(({ message }: Error) => {
      deps.log.error(
        { reason: message, clientId },
        'the MQTT broker refuses what the server needs',
      );
    });
  });
  client.on('error', ({ message }) => {
    deps.log.warn({ reason: message, clientId }, 'the MQTT broker cannot be reached');
  });
  client.on('message', (topic, payload, { qos }) => {
    // Nobody waits for an acknowledgement of it.
    if (qos === 0) void deps.receive(topic, payload);
  });
  return link;
}
