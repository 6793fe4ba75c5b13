import type { AnswerOf } from '@homepot/catalogue';
import { createDeviceCredential, rotateDeviceCredential } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import { ClientError, createClient } from '@homepot/client';
import { callPatiently } from './call-patiently.ts';
import type { KnownCredential } from './credential-file.ts';
import { readCredentials, writeCredentials } from './credential-file.ts';

/** Gets the terminals their credentials. */
export interface CredentialDesk {
  /** Where the house takes MQTT; undefined where it does not. */
  readonly mqttUrl: string | undefined;
  /** The credential of a terminal: the one that is remembered, else a new one. */
  find(deviceId: string): Promise<KnownCredential>;
  /** Writes down what is new. */
  save(): Promise<void>;
}

/** What the desk needs. */
export interface CredentialDeskOptions {
  /** An administrator's. */
  readonly client: Client;
  readonly url: string;
  readonly dataDir: string;
  /** The name of the house in the file. */
  readonly house: string;
  readonly signal: AbortSignal;
}

type NewCredential = AnswerOf<typeof createDeviceCredential>;

/** For how long the credential before stays good: until the new one is written down. */
const overlapSeconds = 60;

const known = ({ site_id, key_id, credential }: NewCredential): KnownCredential => ({
  siteId: site_id,
  keyId: key_id,
  secret: credential,
});

/**
 * Opens the desk. The first terminal renews its credential: the answer says where MQTT is today, and
 * whether the house knows the credentials that are remembered; if not, they are forgotten.
 */
export async function openCredentialDesk(
  firstDeviceId: string,
  { client, url, dataDir, house, signal }: CredentialDeskOptions,
): Promise<CredentialDesk> {
  const credentials = await readCredentials(dataDir, house);
  const create = (deviceId: string): Promise<NewCredential> =>
    callPatiently(
      () => client.call(createDeviceCredential, { parameters: { device_id: deviceId }, signal }),
      signal,
    );
  const renew = async (deviceId: string): Promise<NewCredential> => {
    const secret = credentials.get(deviceId)?.secret;
    if (secret === undefined) return create(deviceId);
    const device = createClient({ url, key: secret });
    const call = {
      parameters: { device_id: deviceId },
      body: { overlap_seconds: overlapSeconds },
      signal,
    };
    try {
      return await callPatiently(() => device.call(rotateDeviceCredential, call), signal);
    } catch (error) {
      if (!(error instanceof ClientError) || ![401, 403, 404].includes(error.status)) throw error;
      credentials.clear();
      return create(deviceId);
    }
  };
  const first = await renew(firstDeviceId);
  credentials.set(firstDeviceId, known(first));
  return {
    mqttUrl: first.mqtt_url ?? undefined,
    async find(deviceId) {
      const remembered = credentials.get(deviceId);
      if (remembered !== undefined) return remembered;
      const made = known(await create(deviceId));
      credentials.set(deviceId, made);
      return made;
    },
    save: () => writeCredentials(dataDir, house, credentials),
  };
}
