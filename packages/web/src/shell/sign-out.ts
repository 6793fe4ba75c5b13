import type { logout } from '@homepot/catalogue';
import { call } from '../resources/call.ts';

/** Ends the session, and begins anew with nothing remembered. */
export async function signOut(): Promise<void> {
  await call<typeof logout>('POST', '/api/v1/auth/logout').catch(() => undefined);
  location.assign('/');
}
