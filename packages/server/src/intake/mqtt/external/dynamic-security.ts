import { topicOf, topicOfAll } from '@homepot/catalogue';
import type { MqttClient } from 'mqtt';
import type { Clock, Log } from '../../../kernel/index.ts';
import { createUuid, HomepotError, limits, within } from '../../../kernel/index.ts';
import type { AdmittedCredential } from '../mqtt-door.ts';

/**
 * Tells Mosquitto who may do what, by its plugin for dynamic security. Requests are JSON on one
 * topic, answers come on another, to the client that asked:
 *
 *   -> {"commands": [{"command": "createClient", "correlationData": "...", ...}]}
 *   <- {"responses": [{"command": "createClient", "correlationData": "...", "error": "..."}]}
 *
 * Every credential has a client of its own, with the id of the credential as user name and bound to
 * the name of the device as client id, and a role of its own with the topics of that device by their
 * full names; the plugin has no patterns that stand for the client. So what arrives on the topic of
 * a device came from that device.
 */
const requestTopic = '$CONTROL/dynamic-security/v1';
export const responseTopic = '$CONTROL/dynamic-security/v1/response';

type Command = Readonly<Record<string, unknown>> & { readonly command: string };

interface Response {
  readonly command: string;
  readonly correlationData?: string;
  readonly error?: string;
}

export interface DynamicSecurity {
  /** Lets the server itself speak to devices and hear them. */
  prepare(username: string): Promise<void>;
  admit(credential: AdmittedCredential): Promise<void>;
  /** Forgets a credential; whoever is connected with it is cut off. */
  expel(keyId: string): Promise<void>;
  /** Cuts off who is connected with a credential, and lets them come again where it is good. */
  cutOff(keyId: string, isGood: boolean): Promise<void>;
  /** Hands in a message on the response topic. */
  onResponse(payload: Buffer): void;
}

const roleOf = (keyId: string): string => `homepot-device-${keyId}`;
const serverRole = 'homepot-server';

const allow = (acltype: string, topic: string) => ({ acltype, topic, priority: 0, allow: true });

function roleForDevice({ keyId, siteId, deviceId }: AdmittedCredential): Command {
  const own = (topic: 'report' | 'ack' | 'presence' | 'command') =>
    topicOf(siteId, deviceId, topic);
  return {
    command: 'createRole',
    rolename: roleOf(keyId),
    acls: [
      allow('publishClientSend', own('report')),
      allow('publishClientSend', own('ack')),
      allow('publishClientSend', own('presence')),
      allow('subscribeLiteral', own('command')),
      allow('publishClientReceive', own('command')),
    ],
  };
}

const roleForServer: Command = {
  command: 'createRole',
  rolename: serverRole,
  acls: [
    allow('publishClientSend', topicOfAll('command')),
    ...(['report', 'ack', 'presence'] as const).flatMap((topic) => [
      allow('subscribePattern', topicOfAll(topic)),
      allow('publishClientReceive', topicOfAll(topic)),
    ]),
  ],
};

const unavailable = (message: string, cause?: unknown): HomepotError =>
  new HomepotError('broker_unavailable', { message, cause });

/** Creates the talk with the plugin, over a client that is subscribed to the response topic. */
export function createDynamicSecurity({
  client,
  clock,
  log,
}: {
  readonly client: MqttClient;
  readonly clock: Clock;
  readonly log: Log;
}): DynamicSecurity {
  const waiting = new Map<string, (responses: readonly Response[]) => void>();

  /** The errors of the commands, by their names. Throws broker_unavailable without an answer. */
  async function ask(commands: readonly Command[]): Promise<ReadonlyMap<string, string>> {
    if (!client.connected) throw unavailable('The broker is not connected');
    const correlationData = createUuid(clock.nowMs());
    const { promise, resolve } = Promise.withResolvers<readonly Response[]>();
    waiting.set(correlationData, resolve);
    try {
      const asked = commands.map((command) => ({ ...command, correlationData }));
      const sent = client.publishAsync(requestTopic, JSON.stringify({ commands: asked }), {
        qos: 1,
      });
      sent.catch((error: unknown) => log.debug({ err: error }, 'the broker took no request'));
      if (!(await within(limits.mqttBrokerAnswerMillisecondsMax, promise))) {
        throw unavailable(
          'The dynamic security plugin of the broker does not answer. Is it loaded, and may the user in MQTT_URL administer it?',
        );
      }
      const failed = (await promise).flatMap(({ command, error }) =>
        error === undefined ? [] : [[command, error] as const],
      );
      return new Map(failed);
    } finally {
      waiting.delete(correlationData);
    }
  }

  function requireDone(errors: ReadonlyMap<string, string>, ...names: readonly string[]): void {
    for (const name of names) {
      const error = errors.get(name);
      if (error !== undefined) throw unavailable(`The broker refused ${name}: ${error}`);
    }
  }

  return {
    async prepare(username) {
      await ask([roleForServer]);
      await ask([{ command: 'addClientRole', username, rolename: serverRole, priority: 0 }]);
    },
    async admit(credential) {
      const { keyId, deviceId, secret } = credential;
      // What an attempt before left behind is replaced.
      const errors = await ask([
        { command: 'deleteClient', username: keyId },
        { command: 'deleteRole', rolename: roleOf(keyId) },
        roleForDevice(credential),
        {
          command: 'createClient',
          username: keyId,
          clientid: deviceId,
          password: secret,
          roles: [{ rolename: roleOf(keyId), priority: 0 }],
        },
      ]);
      requireDone(errors, 'createRole', 'createClient');
    },
    async expel(keyId) {
      // Both are gone afterwards, or were not there.
      await ask([
        { command: 'deleteClient', username: keyId },
        { command: 'deleteRole', rolename: roleOf(keyId) },
      ]);
    },
    async cutOff(keyId, isGood) {
      await ask([
        { command: 'disableClient', username: keyId },
        ...(isGood ? [{ command: 'enableClient', username: keyId }] : []),
      ]);
    },
    onResponse(payload) {
      const { responses = [] } = JSON.parse(payload.toString()) as {
        readonly responses?: readonly Response[];
      };
      const id = responses.find(({ correlationData }) => correlationData)?.correlationData;
      if (id !== undefined) waiting.get(id)?.(responses);
    },
  };
}
