import type { AnswerOf, createDeviceCredential, listDeviceCredentials } from '@homepot/catalogue';
import type {
  Actor,
  Authenticator,
  DeviceCredentials,
  IssuedCredential,
} from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import type { StoredDevice } from '../inventory/device.ts';
import { lockActiveDevice, lockDevice, readDevice } from '../inventory/device.ts';
import type { Connections } from './connections.ts';

/** A credential that was just made, as it is shown the only time. */
export type NewCredential = AnswerOf<typeof createDeviceCredential>;

/** A rotation: for how long the old ones stay good, and which; all of the device where absent. */
interface Rotation {
  readonly overlapSeconds: number;
  readonly keyId?: string | undefined;
}

/** What is done with the credentials of devices. Every change is audited. */
export interface CredentialKeeper {
  /** All of a device, the oldest first. Throws not_found. */
  list(deviceId: string): Promise<AnswerOf<typeof listDeviceCredentials>>;
  /** Throws not_found, still_in_use or broker_unavailable. */
  create(deviceId: string, actor: Actor): Promise<NewCredential>;
  /**
   * Makes a new one and lets the old ones end. A single one that was replaced before replaces
   * nothing. Throws as `create`, credential_invalid, and not_allowed.
   */
  rotate(deviceId: string, rotation: Rotation, actor: Actor): Promise<NewCredential>;
  /** Ends one; again is no error. Throws not_found. */
  revoke(deviceId: string, keyId: string, actor: Actor): Promise<void>;
  /**
   * Makes a credential in the transaction of an enrolment, runs the rest of it, and takes the
   * credential back from the broker where that fails.
   */
  issueWith(
    transaction: Transaction,
    device: StoredDevice,
    rest: (keyId: string) => Promise<void>,
  ): Promise<NewCredential>;
}

export interface CredentialKeeperDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly deviceCredentials: DeviceCredentials;
  readonly connections: Connections;
}

function show(
  device: StoredDevice,
  { keyId, text }: IssuedCredential,
  { connections }: CredentialKeeperDependencies,
): NewCredential {
  return {
    device_id: device.device_id,
    site_id: device.site_id,
    key_id: keyId,
    credential: text,
    mqtt_url: connections.mqttUrl(),
    report_interval_seconds: device.report_interval_seconds,
  };
}

async function issueWith(
  deps: CredentialKeeperDependencies,
  transaction: Transaction,
  device: StoredDevice,
  rest: (keyId: string) => Promise<void>,
): Promise<NewCredential> {
  const { deviceCredentials, connections } = deps;
  const issued = await deviceCredentials.issue(transaction, device.id);
  const { keyId, text } = issued;
  await connections.admit({
    keyId,
    secret: text,
    deviceId: device.device_id,
    siteId: device.site_id,
  });
  try {
    await rest(keyId);
  } catch (error) {
    await connections.end([keyId]);
    throw error;
  }
  return show(device, issued, deps);
}

/**
 * Refuses a credential that is ending: it could otherwise renew itself for ever, and whoever stole
 * it would outlast the rotation that was to shut them out. Throws not_allowed.
 */
async function requireUnreplaced(transaction: Transaction, keyId: string): Promise<void> {
  const ending = await transaction.query(
    `SELECT 1 FROM device_credentials
     WHERE key_id = $1 AND expires_at IS NOT NULL AND revoked_at IS NULL`,
    [keyId],
  );
  if (ending.length === 0) return;
  throw new HomepotError('not_allowed', {
    message: 'This credential was replaced already: use the new one, or ask an administrator',
  });
}

async function rotate(
  deps: CredentialKeeperDependencies,
  deviceId: string,
  { overlapSeconds, keyId: only }: Rotation,
  actor: Actor,
): Promise<NewCredential> {
  const { database, clock, deviceCredentials, authenticator, connections } = deps;
  let replaced: readonly string[] = [];
  const made = await database.transaction(async (transaction) => {
    const device = await lockActiveDevice(transaction, deviceId);
    if (only !== undefined) await requireUnreplaced(transaction, only);
    const chosen = { deviceRowId: device.id, keyId: only };
    replaced = await deviceCredentials.replace(transaction, chosen, overlapSeconds);
    if (only !== undefined && replaced.length === 0) throw new HomepotError('credential_invalid');
    return issueWith(deps, transaction, device, (keyId) =>
      appendAudit(transaction, {
        atMs: clock.nowMs(),
        eventType: 'device_credential_rotated',
        description: `Credential ${keyId} of device ${deviceId} replaced ${replaced.length} others`,
        deviceId,
        siteId: device.site_id,
        newValues: { key_id: keyId, replaced: [...replaced], overlap_seconds: overlapSeconds },
        ...auditedActor(actor),
      }),
    );
  });
  authenticator.forget({ keyIds: new Set(replaced) });
  if (overlapSeconds === 0) await connections.end(replaced);
  return made;
}

async function revoke(
  deps: CredentialKeeperDependencies,
  deviceId: string,
  keyId: string,
  actor: Actor,
): Promise<void> {
  const { database, clock, deviceCredentials, authenticator, connections } = deps;
  await database.transaction(async (transaction) => {
    const device = await lockDevice(transaction, deviceId);
    const known = await transaction.query(
      'SELECT 1 FROM device_credentials WHERE device_id = $1 AND key_id = $2',
      [device.id, keyId],
    );
    if (known.length === 0) {
      throw new HomepotError('not_found', { message: 'The device has no such credential' });
    }
    const revoked = await deviceCredentials.revoke(transaction, { deviceRowId: device.id, keyId });
    if (revoked.length === 0) return;
    await appendAudit(transaction, {
      atMs: clock.nowMs(),
      eventType: 'device_credential_revoked',
      description: `Credential ${keyId} of device ${deviceId} was revoked`,
      deviceId,
      siteId: device.site_id,
      ...auditedActor(actor, { id: keyId }),
    });
  });
  authenticator.forget({ keyId });
  await connections.end([keyId]);
}

export function createCredentialKeeper(deps: CredentialKeeperDependencies): CredentialKeeper {
  const { database, clock, deviceCredentials } = deps;
  return {
    async list(deviceId) {
      const device = await readDevice(database, deviceId);
      return { data: [...(await deviceCredentials.list(device.id))] };
    },
    create: (deviceId, actor) =>
      database.transaction(async (transaction) => {
        const device = await lockActiveDevice(transaction, deviceId);
        return issueWith(deps, transaction, device, (keyId) =>
          appendAudit(transaction, {
            atMs: clock.nowMs(),
            eventType: 'device_credential_created',
            description: `Credential ${keyId} of device ${deviceId} was created`,
            deviceId,
            siteId: device.site_id,
            newValues: { key_id: keyId, provenance: device.provenance },
            ...auditedActor(actor),
          }),
        );
      }),
    rotate: (deviceId, rotation, actor) => rotate(deps, deviceId, rotation, actor),
    revoke: (deviceId, keyId, actor) => revoke(deps, deviceId, keyId, actor),
    issueWith: (transaction, device, rest) => issueWith(deps, transaction, device, rest),
  };
}
