import { createDeviceKeyText } from '../src/auth/credentials/key-text.ts';
import { createSecretKeys } from '../src/auth/credentials/secret-keys.ts';
import type { TestHouse } from './test-house.ts';

/** Enters a device with its site, and gives it a credential for `Authorization: Bearer`. */
export async function createTestDevice(house: TestHouse, deviceId: string): Promise<string> {
  const { keyId, text } = createDeviceKeyText();
  const hash = createSecretKeys(house.secretKey).hashCredential('device', text);
  await house.database.query(
    `INSERT INTO sites (site_id, name) VALUES ('site-test', 'Test') ON CONFLICT DO NOTHING`,
  );
  await house.database.query(
    `INSERT INTO devices (device_id, name, device_type, site_id)
     SELECT $1, $1, 'pos_terminal', id FROM sites WHERE site_id = 'site-test'`,
    [deviceId],
  );
  await house.database.query(
    `INSERT INTO device_credentials (device_id, key_id, secret_hash)
     SELECT id, $2, $3 FROM devices WHERE device_id = $1`,
    [deviceId, keyId, hash],
  );
  return text;
}
