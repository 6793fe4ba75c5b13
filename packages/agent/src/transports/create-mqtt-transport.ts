import type { CommandAcknowledgement, DevicePresence, DeviceReport } from '@homepot/catalogue';
import { topicOf } from '@homepot/catalogue/topics';
import type { IClientOptions, MqttClient } from 'mqtt';
import { readCommand } from '../commands/read-command.ts';
import { limits } from '../limits.ts';
import type { Transport, TransportFailure, TransportHandlers } from '../transport.ts';
import { TransportError } from '../transport.ts';
import type { Backoff } from './create-backoff.ts';
import { createBackoff } from './create-backoff.ts';
import type { Credentials } from './credentials.ts';
import { loadMqtt } from './load-mqtt.ts';
import { openStream } from './open-stream.ts';
import type { TransportParts } from './transport-parts.ts';
import { refusedAdvice } from './transport-parts.ts';

/** Where the broker is. */
export interface MqttTransportOptions {
  /** `mqtt://` or `mqtts://`. */
  readonly url: string;
  /** 4 is MQTT 3.1.1, which every broker speaks; 5 tells why something was refused. */
  readonly protocolVersion?: 4 | 5;
  readonly keepaliveSeconds?: number;
  /** Certificates (PEM) to trust in place of those of the machine. */
  readonly ca?: string | undefined;
}

/** CONNACK: bad user name or password, not authorised; of 3.1.1 and of 5. */
const refusedCodes: readonly unknown[] = [4, 5, 0x86, 0x87];
/** PUBACK of MQTT 5: payload format invalid, packet too large. */
const rejectedCodes: readonly unknown[] = [0x99, 0x95];
const lastedMs = 5_000;

function readFailure(error: unknown): TransportFailure {
  const { code } = error as { code?: unknown };
  if (rejectedCodes.includes(code)) return 'rejected';
  return refusedCodes.includes(code) ? 'refused' : 'unreachable';
}

/**
 * Each connection is a client of its own: what was on its way when one is lost is failed at once and
 * stays with the agent, which writes `sent_at` anew when it sends it again. The library would send
 * the old bytes.
 */
class MqttTransport implements Transport {
  readonly #parts: TransportParts;
  readonly #options: MqttTransportOptions;
  readonly #backoff: Backoff;
  readonly #pending = new Set<(error: TransportError) => void>();
  #handlers: TransportHandlers | undefined;
  #client: MqttClient | undefined;
  #who: Credentials | undefined;
  #connectedAtMs = 0;
  #isReady = false;
  #isStopped = false;
  #cancel: (() => void) | undefined;

  constructor(parts: TransportParts, options: MqttTransportOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#backoff = createBackoff(parts.random);
  }

  start(handlers: TransportHandlers): void {
    this.#handlers = handlers;
    this.#open();
  }

  isReady(): boolean {
    return this.#isReady;
  }

  sendReport(report: DeviceReport): Promise<void> {
    return this.#publish('report', report);
  }

  sendAcknowledgement(acknowledgement: CommandAcknowledgement): Promise<void> {
    return this.#publish('ack', acknowledgement);
  }

  #open(): void {
    try {
      this.#connect();
    } catch (error) {
      this.#lose(this.#client, error);
    }
  }

  #connect(): void {
    // Loaded here, so that an agent that speaks HTTP does without it.
    const { MqttClient } = loadMqtt();
    const { url, ca } = this.#options;
    const who = this.#parts.credentials();
    const connectedAt = new Date(this.#parts.clock.nowMs()).toISOString();
    const open = () => {
      // The library tells of some errors only that the connection was closed.
      const stream = openStream(url, ca);
      stream.once('error', (error) => this.#lose(client, error));
      return stream;
    };
    const client: MqttClient = new MqttClient(open, {
      ...this.#clientOptions(who, connectedAt),
      manualConnect: true,
    });
    this.#who = who;
    this.#client = client;
    client.on('connect', () => this.#subscribe(client, who));
    client.on('message', (_topic, payload) => this.#onMessage(payload));
    client.on('error', (error) => this.#lose(client, error));
    client.on('close', () => this.#lose(client, new Error('The connection was closed')));
    client.connect();
  }

  #clientOptions(who: Credentials, connectedAt: string): IClientOptions {
    const { keepaliveSeconds = 30, protocolVersion = 4 } = this.#options;
    const will: DevicePresence = { presence: 'cut_off', connected_at: connectedAt };
    return {
      clientId: who.deviceId,
      username: who.keyId,
      password: who.credential,
      protocolVersion,
      clean: true,
      keepalive: keepaliveSeconds,
      connectTimeout: limits.connectMillisecondsMax,
      reconnectPeriod: 0,
      resubscribe: false,
      will: {
        topic: topicOf(who.siteId, who.deviceId, 'presence'),
        payload: Buffer.from(JSON.stringify(will)),
        qos: 1,
        retain: false,
      },
    };
  }

  #subscribe(client: MqttClient, who: Credentials): void {
    this.#connectedAtMs = this.#parts.clock.monotonicMs();
    client.subscribe(topicOf(who.siteId, who.deviceId, 'command'), { qos: 1 }, (error) => {
      if (client !== this.#client) return;
      if (error) return this.#lose(client, error);
      this.#isReady = true;
      this.#parts.log.info({ url: this.#options.url }, 'Connected to the house');
      this.#handlers?.onConnected();
    });
  }

  #onMessage(payload: Buffer): void {
    const { log } = this.#parts;
    try {
      const isSmall = payload.length <= limits.commandBytesMax;
      const command = isSmall ? readCommand(JSON.parse(payload.toString())) : undefined;
      if (command === undefined) log.error({ bytes: payload.length }, 'This is no command');
      else this.#handlers?.onCommand(command);
    } catch (error) {
      // The house sends it again until it hears that it was received.
      log.error({ err: error }, 'A command could not be taken');
    }
  }

  /** Ends a connection and tries again after a pause. */
  #lose(client: MqttClient | undefined, error: unknown): void {
    if (client !== this.#client || this.#isStopped || this.#cancel !== undefined) return;
    const { log, clock, scheduler } = this.#parts;
    if (this.#isReady && clock.monotonicMs() - this.#connectedAtMs >= lastedMs)
      this.#backoff.reset();
    this.#drop();
    const failure = readFailure(error);
    const pauseMs = Math.round(this.#backoff.next(failure));
    if (failure === 'refused')
      log.error({ key: this.#who?.keyId, pauseMs }, refusedAdvice(this.#options.url));
    else log.warn({ err: error, pauseMs }, 'The house cannot be reached');
    this.#cancel = scheduler.after(pauseMs, () => {
      this.#cancel = undefined;
      this.#open();
    });
  }

  /** Lets the connection go, without a goodbye, and fails what was on its way. */
  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#isReady = false;
    client?.removeAllListeners();
    client?.on('error', () => undefined);
    client?.end(true);
    const lost = new TransportError('unreachable', 'The connection was lost');
    for (const fail of this.#pending) fail(lost);
    this.#pending.clear();
  }

  #publish(topic: 'report' | 'ack' | 'presence', value: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const [client, who] = [this.#client, this.#who];
      if (!this.#isReady || client === undefined || who === undefined) {
        reject(new TransportError('unreachable', 'Not connected'));
        return;
      }
      this.#pending.add(reject);
      const address = topicOf(who.siteId, who.deviceId, topic);
      client.publish(address, JSON.stringify(value), { qos: 1 }, (error) => {
        this.#pending.delete(reject);
        if (error) reject(new TransportError(readFailure(error), error.message));
        else resolve();
      });
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel?.();
    const client = this.#client;
    if (client !== undefined && this.#isReady) await this.#sayGoodbye(client);
    this.#drop();
  }

  /** What is on its way is waited for as well, but not for long. */
  #sayGoodbye(client: MqttClient): Promise<void> {
    const connectedAt = this.#connectedAt(client);
    return new Promise((resolve) => {
      const giveUp = this.#parts.scheduler.after(limits.goodbyeMillisecondsMax, resolve);
      const end = () => {
        client.end(false, () => {
          giveUp();
          resolve();
        });
      };
      const stopped: DevicePresence = { presence: 'stopped', connected_at: connectedAt };
      this.#publish('presence', stopped).then(end, end);
    });
  }

  #connectedAt(client: MqttClient): string {
    const will = JSON.parse(String(client.options.will?.payload)) as DevicePresence;
    return will.connected_at;
  }
}

/** Creates the way to the house over MQTT. */
export function createMqttTransport(
  parts: TransportParts,
  options: MqttTransportOptions,
): Transport {
  return new MqttTransport(parts, options);
}
