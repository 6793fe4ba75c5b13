import { topicOf } from '@homepot/catalogue';
import type { Authenticator } from '../../../auth/index.ts';
import { HomepotError } from '../../../kernel/index.ts';
import type { DeviceRefusals, RefusalCause } from '../../report/device-refusals.ts';
import type { DevicePrincipal } from '../take-message.ts';

/** The answers of MQTT 3.1.1 to a connection that is not wanted. */
const answers = {
  identifierRejected: 2,
  unavailable: 3,
  badCredential: 4,
  notAuthorised: 5,
} as const;

/** A connection that is refused, with what MQTT answers. */
export class ConnectRefusal extends Error {
  readonly returnCode: number;

  constructor(answer: keyof typeof answers, message: string) {
    super(message);
    this.returnCode = answers[answer];
  }
}

/** What a client says of itself when it connects. */
export interface ConnectRequest {
  readonly clientId: string;
  readonly username: string | undefined;
  /** Its password. */
  readonly credential: string;
  /** The topic of its last will, where it has one. */
  readonly willTopic: string | undefined;
  readonly address: string | undefined;
}

export interface AdmitDeps {
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'readEndedDevice'>;
  readonly refusals: DeviceRefusals;
}

/** Longer than any credential. */
const credentialCharactersMax = 200;

/** Tells of a credential that was good once. What never was one is counted alone: anybody can send it. */
async function noteEnded(
  { authenticator, refusals }: AdmitDeps,
  { credential, address }: ConnectRequest,
): Promise<void> {
  const deviceId = await authenticator.readEndedDevice(credential).catch(() => undefined);
  if (deviceId === undefined) return;
  const message = 'A device connected with a credential that has ended';
  refusals.note({ deviceId, cause: 'credential', message, address });
}

/** Who a credential belongs to. Throws a ConnectRefusal. */
async function authenticateDevice(
  deps: AdmitDeps,
  request: ConnectRequest,
): Promise<DevicePrincipal> {
  const { credential } = request;
  if (credential === '' || credential.length > credentialCharactersMax || /\s/.test(credential)) {
    throw new ConnectRefusal('badCredential', 'The password is no credential of a device');
  }
  try {
    const principal = await deps.authenticator.authenticate({
      authorization: `Bearer ${credential}`,
    });
    if (principal.kind === 'device') return principal;
  } catch (error) {
    if (error instanceof HomepotError && error.code === 'credential_invalid') {
      await noteEnded(deps, request);
      throw new ConnectRefusal('badCredential', 'The credential is not good');
    }
    throw new ConnectRefusal('unavailable', 'The credential could not be looked up');
  }
  throw new ConnectRefusal('notAuthorised', 'Only devices may connect');
}

/**
 * Lets a device in: its password is its whole credential, its user name the id of the credential or
 * of the device, its client id its own name, its last will its own presence. Throws a ConnectRefusal.
 */
export async function admitClient(
  deps: AdmitDeps,
  request: ConnectRequest,
): Promise<DevicePrincipal> {
  const { clientId, username, willTopic, address } = request;
  const device = await authenticateDevice(deps, request);
  const { deviceId, siteId, keyId } = device;
  const refuse = (answer: keyof typeof answers, cause: RefusalCause, message: string) => {
    deps.refusals.note({ deviceId, cause, message, address });
    return new ConnectRefusal(answer, message);
  };
  if (clientId !== deviceId) {
    throw refuse('identifierRejected', 'client_id', 'The client id is not the name of the device');
  }
  if (username !== keyId && username !== deviceId) {
    throw refuse('badCredential', 'username', 'The user name contradicts the credential');
  }
  if (willTopic !== undefined && willTopic !== topicOf(siteId, deviceId, 'presence')) {
    throw refuse(
      'notAuthorised',
      'last_will',
      'The last will is not on the presence of the device',
    );
  }
  return device;
}
