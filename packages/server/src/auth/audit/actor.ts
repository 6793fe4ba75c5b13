import type { Json } from '@homepot/catalogue';
import type { Principal } from '../principal.ts';
import { usernameOf } from '../principal.ts';
import type { AuditEntry } from './audit-trail.ts';

/** Who does something and from where, as the audit trail names it. */
export interface Actor {
  readonly username?: string | undefined;
  /** The key, where a program does it with one. */
  readonly keyId?: string | undefined;
  /** The device, where one does it itself. */
  readonly deviceId?: string | undefined;
  /** Whether a command on the server's own machine does it. */
  readonly local?: boolean;
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** Where a request comes from. */
export type CallerPlace = Pick<Actor, 'address' | 'userAgent'>;

/** The principal of a request as an actor. */
export function actorOf(principal: Principal, place: CallerPlace): Actor {
  return {
    ...place,
    username: usernameOf(principal),
    keyId: principal.kind === 'key' || principal.kind === 'device' ? principal.keyId : undefined,
    deviceId: principal.kind === 'device' ? principal.deviceId : undefined,
    local: principal.kind === 'local',
  };
}

/** The part of an audit entry that says who and from where. */
export function auditedActor(
  actor: Actor,
  metadata: { [key: string]: Json } = {},
): Pick<AuditEntry, 'username' | 'address' | 'userAgent' | 'metadata'> {
  const facts = {
    ...metadata,
    ...(actor.keyId === undefined ? {} : { key_id: actor.keyId }),
    ...(actor.deviceId === undefined ? {} : { by: `device ${actor.deviceId}` }),
    ...(actor.local === true ? { by: 'local command' } : {}),
  };
  return {
    username: actor.username,
    address: actor.address,
    userAgent: actor.userAgent,
    metadata: Object.keys(facts).length === 0 ? undefined : facts,
  };
}
