import type { Caller } from '@homepot/catalogue';
import { HomepotError } from '../kernel/index.ts';
import type { Principal } from './principal.ts';
import { callerOf } from './principal.ts';

/** What people call them. */
const names: Readonly<Record<Caller, string>> = {
  anonymous: 'somebody without a credential',
  member: 'a member',
  admin: 'an administrator',
  ingest: 'a key of scope ingest',
  read: 'a key of scope read',
  'admin-key': 'a key of scope admin',
  browser: 'a key of scope browser',
  display: 'a display',
  device: 'a device',
};

/** Keys that others than their makers hold: they do the one thing that they are for. */
const onlyWhereNamed: ReadonlySet<Caller> = new Set(['browser', 'display']);

const refusal = (caller: Caller, callers: readonly Caller[]): string => {
  const others = callers.map((other) => names[other]).join(' or ');
  return `${names[caller].replace(/^./, (letter) => letter.toUpperCase())} may not do that; ${others} may`;
};

/**
 * Throws not_signed_in or not_allowed unless the principal is one of the callers of a route. Where
 * everybody is let in, a key that stands in a page or on a wall is not.
 */
export function requireCaller(principal: Principal, callers: readonly Caller[]): void {
  const caller = callerOf(principal);
  if (callers.includes(caller)) return;
  if (callers.includes('anonymous') && !onlyWhereNamed.has(caller)) return;
  if (principal.kind === 'anonymous') throw new HomepotError('not_signed_in');
  throw new HomepotError('not_allowed', { message: refusal(caller, callers) });
}
