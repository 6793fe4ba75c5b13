import type { Caller } from '@homepot/catalogue';
import { HomepotError } from '../kernel/index.ts';
import type { Principal } from './principal.ts';
import { callerOf } from './principal.ts';

/** Throws not_signed_in or not_allowed unless the principal is one of the callers of a route. */
export function requireCaller(principal: Principal, callers: readonly Caller[]): void {
  if (callers.includes('anonymous') || callers.includes(callerOf(principal))) return;
  if (principal.kind === 'anonymous') throw new HomepotError('not_signed_in');
  throw new HomepotError('not_allowed', { message: `${callerOf(principal)} may not do that` });
}
