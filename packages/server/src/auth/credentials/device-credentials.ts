import type { CredentialProvenance } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import type { KeyText } from './key-text.ts';
import { createDeviceKeyText } from './key-text.ts';
import type { SecretKeys } from './secret-keys.ts';

/** A credential as lists show it. */
interface DeviceCredential {
  readonly key_id: string;
  readonly provenance: CredentialProvenance;
  readonly created_at: string;
  readonly last_used_at: string | null;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

/** A credential that was just made: the only time that its text is known. */
export type IssuedCredential = KeyText;

/** Which credentials of a device: one of them, or all. */
interface Chosen {
  readonly deviceRowId: number;
  readonly keyId?: string | undefined;
}

/**
 * What devices prove themselves with. A credential is good until it is revoked, or until the end of
 * the overlap after it was replaced, or until its device is removed.
 *
 * Everything here is one step of the caller's transaction; the caller writes the audit row, and
 * afterwards tells the authenticator to forget what has ended.
 */
export interface DeviceCredentials {
  /**
   * Makes a credential with the provenance of the device. Throws still_in_use where the device has
   * `deviceCredentialsMax` good ones.
   */
  issue(transaction: Transaction, deviceRowId: number): Promise<IssuedCredential>;
  /** All of a device, the oldest first. */
  list(deviceRowId: number): Promise<readonly DeviceCredential[]>;
  /** Lets the chosen ones end so many seconds from now, if not earlier. Returns their key ids. */
  replace(transaction: Transaction, chosen: Chosen, overlapSeconds: number): Promise<string[]>;
  /** Ends the chosen ones that were good; returns their key ids. */
  revoke(transaction: Transaction, chosen: Chosen): Promise<string[]>;
  /**
   * Key ids of at most `endedCredentialsPerPassMax` credentials that were revoked, or have expired,
   * since an instant (milliseconds since 1970), other than those `known`.
   */
  listEnded(sinceMs: number, known: readonly string[]): Promise<readonly string[]>;
}

export interface DeviceCredentialsDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly secretKeys: SecretKeys;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

const isGood = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)';

/** Locks the good credentials of a device, always in the same order. */
async function lockGood(
  transaction: Transaction,
  { deviceRowId, keyId }: Chosen,
  at: string,
): Promise<string[]> {
  const rows = await transaction.query<{ key_id: string }>(
    `SELECT key_id FROM device_credentials
     WHERE device_id = $1 AND ${isGood} AND ($3::text IS NULL OR key_id = $3)
     ORDER BY id FOR UPDATE`,
    [deviceRowId, at, keyId ?? null],
  );
  return rows.map((row) => row.key_id);
}

async function issue(
  { clock, secretKeys }: DeviceCredentialsDependencies,
  transaction: Transaction,
  deviceRowId: number,
): Promise<IssuedCredential> {
  const at = isoOf(clock.nowMs());
  // The lock makes those who issue for one device wait for each other, so that the count holds.
  const devices = await transaction.query<{ provenance: CredentialProvenance }>(
    'SELECT provenance FROM devices WHERE id = $1 FOR NO KEY UPDATE',
    [deviceRowId],
  );
  const good = await lockGood(transaction, { deviceRowId }, at);
  if (good.length >= limits.deviceCredentialsMax) {
    throw new HomepotError('still_in_use', {
      message: `The device has ${good.length} good credentials: ${good.join(', ')}`,
    });
  }
  const key = createDeviceKeyText();
  await transaction.query(
    `INSERT INTO device_credentials (device_id, key_id, secret_hash, provenance, created_at)
     VALUES ($1, $2, $3, $4, $5)`,
    [
      deviceRowId,
      key.keyId,
      secretKeys.hashCredential('device', key.text),
      devices[0]?.provenance ?? 'real',
      at,
    ],
  );
  return key;
}

const endChosen = {
  revoked_at: 'UPDATE device_credentials SET revoked_at = $2 WHERE key_id = ANY($1::text[])',
  expires_at: `UPDATE device_credentials SET expires_at = least(coalesce(expires_at, 'infinity'), $2)
    WHERE key_id = ANY($1::text[])`,
} as const;

const endedSince = `
SELECT key_id FROM device_credentials WHERE revoked_at > $1 AND key_id <> ALL($3::text[])
UNION
SELECT key_id FROM device_credentials
WHERE expires_at > $1 AND expires_at <= $2 AND key_id <> ALL($3::text[])
LIMIT $4`;

export function createDeviceCredentials(deps: DeviceCredentialsDependencies): DeviceCredentials {
  const { database, clock } = deps;

  async function end(
    transaction: Transaction,
    chosen: Chosen,
    how: keyof typeof endChosen,
    endMs: number,
  ): Promise<string[]> {
    const keyIds = await lockGood(transaction, chosen, isoOf(clock.nowMs()));
    if (keyIds.length > 0) await transaction.query(endChosen[how], [keyIds, isoOf(endMs)]);
    return keyIds;
  }

  return {
    issue: (transaction, deviceRowId) => issue(deps, transaction, deviceRowId),
    list: (deviceRowId) =>
      database.query<DeviceCredential>(
        `SELECT key_id, provenance, created_at, last_used_at, expires_at, revoked_at
         FROM device_credentials WHERE device_id = $1 ORDER BY id`,
        [deviceRowId],
      ),
    replace: (transaction, chosen, overlapSeconds) =>
      overlapSeconds === 0
        ? end(transaction, chosen, 'revoked_at', clock.nowMs())
        : end(transaction, chosen, 'expires_at', clock.nowMs() + overlapSeconds * 1_000),
    revoke: (transaction, chosen) => end(transaction, chosen, 'revoked_at', clock.nowMs()),
    async listEnded(sinceMs, known) {
      const rows = await database.query<{ key_id: string }>(endedSince, [
        isoOf(sinceMs),
        isoOf(clock.nowMs()),
        known,
        limits.endedCredentialsPerPassMax,
      ]);
      return rows.map((row) => row.key_id);
    },
  };
}
