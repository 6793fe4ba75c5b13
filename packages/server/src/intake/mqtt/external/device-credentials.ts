import type { Database } from '../../../store/index.ts';

/** A credential of a device, and whether it is good now. */
export interface CredentialState {
  readonly keyId: string;
  readonly isGood: boolean;
}

const credentialsOf = `
SELECT c.key_id AS "keyId",
  d.is_active AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > now())
    AS "isGood"
FROM device_credentials c JOIN devices d ON d.id = c.device_id
WHERE d.device_id = $1 OR c.key_id = $2`;

/** The credentials of a device, or the one of that id. */
export async function readDeviceCredentials(
  database: Pick<Database, 'query'>,
  which: { readonly deviceId: string } | { readonly keyId: string },
): Promise<readonly CredentialState[]> {
  const isKey = 'keyId' in which;
  return database.query<CredentialState>(credentialsOf, [
    isKey ? null : which.deviceId,
    isKey ? which.keyId : null,
  ]);
}
