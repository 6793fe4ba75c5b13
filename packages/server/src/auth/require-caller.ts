import type { Caller } from '@homepot/catalogue';
import { HomepotError } from '../kernel/index.ts';
import type { Principal } from './principal.ts';
import { callerOf } from './principal.ts';

/**
 * Throws not_signed_in or not_allowed unless the principal is one of the callers of a route. Where
 * everybody is let in, a key that stands in a page is not: it does the one thing that it is for.
 */
export function requireCaller(principal: Principal, callers: readonly Caller[]): void {
  const caller = callerOf(principal);
  if (callers.includes(caller)) return;
  if (callers.includes('anonymous') && caller !== 'browser') return;
  if (principal.kind === 'anonymous') throw new HomepotError('not_signed_in');
  throw new HomepotError('not_allowed', { message: `${caller} may not do that` });
}
