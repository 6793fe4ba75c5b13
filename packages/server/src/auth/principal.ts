import type { Caller, CredentialProvenance, KeyScope } from '@homepot/catalogue';

/** Who is calling, proven. */
export type Principal =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'user';
      readonly userId: number;
      readonly username: string;
      readonly isAdmin: boolean;
      /** The session behind the cookie or the token. */
      readonly sessionId: string;
      /** Whether it came by cookie, so that unsafe methods need an Origin check. */
      readonly byCookie: boolean;
    }
  | {
      readonly kind: 'key';
      readonly keyId: string;
      readonly scope: KeyScope;
      readonly userId: number;
      readonly username: string;
      readonly provenance: CredentialProvenance;
      /** Of whose pages a key of scope browser is taken; absent for other keys. */
      readonly allowedOrigins?: readonly string[];
    }
  | {
      readonly kind: 'device';
      readonly deviceId: string;
      /** The site that it stands in now, by name. */
      readonly siteId: string;
      readonly keyId: string;
      readonly provenance: CredentialProvenance;
    }
  /** Whoever can read the data folder of this server: the commands on the same machine. */
  | { readonly kind: 'local' };

/** What the contract calls this caller. */
export function callerOf(principal: Principal): Caller {
  switch (principal.kind) {
    case 'anonymous':
    case 'device':
      return principal.kind;
    case 'local':
      return 'admin-key';
    case 'user':
      return principal.isAdmin ? 'admin' : 'member';
    case 'key':
      return principal.scope === 'admin' ? 'admin-key' : principal.scope;
  }
}

/** Whose batch ids these are. At most 100 characters, and no two principals share one. */
export function batchScopeOf(principal: Principal): string {
  switch (principal.kind) {
    case 'anonymous':
    case 'local':
      return principal.kind;
    case 'user':
      return `user:${principal.userId}`;
    case 'key':
      return `key:${principal.keyId}`;
    case 'device':
      return `device:${principal.keyId}`;
  }
}

/**
 * The user that rows and audit entries name; never a placeholder. Whoever sends with a key that
 * stands in a page or on a wall is not the one who made it.
 */
export function usernameOf(principal: Principal): string | undefined {
  const caller = callerOf(principal);
  if (caller === 'browser' || caller === 'display') return undefined;
  return 'username' in principal ? principal.username : undefined;
}
