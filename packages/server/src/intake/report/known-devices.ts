import type { CredentialProvenance } from '@homepot/catalogue';
import { createCredentialCache } from '../../auth/index.ts';
import type { Clock, Log } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';

/** A device that exists and is active. */
interface KnownDevice {
  readonly deviceId: string;
  readonly siteId: string;
  /** The newest of its credentials that are good; absent where it has none. */
  readonly credential?: { readonly keyId: string; readonly provenance: CredentialProvenance };
}

/** Devices by name, as the database knew them at most a second ago. */
export interface KnownDevices {
  /** The device; undefined where there is none that is active. */
  read(deviceId: string): Promise<KnownDevice | undefined>;
}

interface DeviceRow {
  readonly device_id: string;
  readonly site_id: string;
  readonly key_id: string | null;
  readonly provenance: CredentialProvenance | null;
}

const devicesByName = `
SELECT d.device_id, s.site_id, c.key_id, c.provenance
FROM devices d
JOIN sites s ON s.id = d.site_id
LEFT JOIN LATERAL (
  SELECT key_id, provenance FROM device_credentials
  WHERE device_id = d.id AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
  ORDER BY created_at DESC, id DESC LIMIT 1
) c ON true
WHERE d.device_id = ANY($1::text[]) AND d.is_active`;

function toDevice({ device_id, site_id, key_id, provenance }: DeviceRow): KnownDevice {
  const device = { deviceId: device_id, siteId: site_id };
  if (key_id === null || provenance === null) return device;
  return { ...device, credential: { keyId: key_id, provenance } };
}

/** Creates the memory of devices, which knows none yet and asks for many at once. */
export function createKnownDevices(deps: {
  readonly database: Pick<Database, 'query'>;
  readonly clock: Clock;
  readonly log: Log;
}): KnownDevices {
  return createCredentialCache<KnownDevice>(
    {
      ...deps,
      async lookUp(deviceIds) {
        const rows = await deps.database.query<DeviceRow>(devicesByName, [deviceIds]);
        return new Map(rows.map((row) => [row.device_id, toDevice(row)]));
      },
    },
    // A device that was just entered is known as soon as one that was just removed is not.
    { unknownMsMax: limits.credentialAgeMillisecondsMax },
  );
}
