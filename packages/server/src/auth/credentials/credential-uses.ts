import type { Clock, Log } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { BoundedMap } from '../bounded-map.ts';
import { createBoundedMap } from '../bounded-map.ts';
import type { Principal } from '../principal.ts';

/**
 * Remembers in memory, to the minute, which credentials were used, and writes it when asked, so
 * that no request waits for it.
 */
export interface CredentialUses {
  record(principal: Principal): void;
  /** Writes what was recorded since the last time; what fails is tried again the next time. */
  drain(): Promise<void>;
}

type Uses = BoundedMap<number>;

/** Where the last use of each kind of credential is kept. */
const updates = {
  key: `UPDATE api_keys AS kept SET last_used_at = greatest(kept.last_used_at, used.at)
    FROM unnest($1::text[], $2::timestamptz[]) AS used (name, at) WHERE kept.key_id = used.name`,
  device: `UPDATE device_credentials AS kept SET last_used_at = greatest(kept.last_used_at, used.at)
    FROM unnest($1::text[], $2::timestamptz[]) AS used (name, at) WHERE kept.key_id = used.name`,
  user: `UPDATE user_sessions AS kept SET last_activity = greatest(kept.last_activity, used.at)
    FROM unnest($1::text[], $2::timestamptz[]) AS used (name, at) WHERE kept.session_id = used.name`,
} as const;

type Used = keyof typeof updates;

function nameOf(principal: Principal): [Used, string] | undefined {
  switch (principal.kind) {
    case 'key':
    case 'device':
      return [principal.kind, principal.keyId];
    case 'user':
      return ['user', principal.sessionId];
    default:
      return undefined;
  }
}

export function createCredentialUses({
  database,
  clock,
  log,
}: {
  readonly database: Pick<Database, 'query'>;
  readonly clock: Clock;
  readonly log: Log;
}): CredentialUses {
  const empty = (): Uses => createBoundedMap<number>(limits.credentialsKnownMax);
  const uses: Record<Used, Uses> = { key: empty(), device: empty(), user: empty() };

  async function drainKind(kind: Used): Promise<void> {
    const taken = uses[kind];
    if (taken.size === 0) return;
    uses[kind] = empty();
    const entries = [...taken.entries()];
    try {
      await database.query(updates[kind], [
        entries.map(([name]) => name),
        entries.map(([, minute]) => new Date(minute * 60_000).toISOString()),
      ]);
    } catch (error) {
      log.debug({ err: error }, 'the last use of credentials could not be written yet');
      for (const [name, minute] of entries) {
        if (uses[kind].get(name) === undefined) uses[kind].set(name, minute);
      }
    }
  }

  return {
    record(principal) {
      const used = nameOf(principal);
      if (used === undefined) return;
      const [kind, name] = used;
      const minute = Math.floor(clock.nowMs() / 60_000);
      if (uses[kind].get(name) !== minute) uses[kind].set(name, minute);
    },
    async drain() {
      for (const kind of ['key', 'device', 'user'] as const) await drainKind(kind);
    },
  };
}
