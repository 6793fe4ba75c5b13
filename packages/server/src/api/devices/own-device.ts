import type { Principal } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';

/** Lets a device ask about itself alone, whether there is another or not. Throws device_mismatch. */
export function requireOwnDevice(principal: Principal, deviceId: string): void {
  if (principal.kind !== 'device' || principal.deviceId === deviceId) return;
  throw new HomepotError('device_mismatch', { message: 'A device knows itself alone' });
}
