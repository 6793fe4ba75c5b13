import type { Authenticator, DeviceCredentials } from '../../auth/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Connections } from './connections.ts';

/**
 * Closes the connections of credentials that have ended, wherever they were revoked and also where
 * nobody did anything because an overlap ran out. To be run again and again.
 *
 * Each pass asks for what ended in the last minute, which it has not dealt with. A credential is
 * dealt with once its connections were closed, and closed once more after every server has stopped
 * believing in it: one that was just being let in cannot slip through. A broker that could not be
 * told is told again by the next pass, however long it takes.
 */
export interface EndedCredentials {
  /** One pass; returns how many credentials it found. */
  closeConnections(): Promise<number>;
}

export interface EndedCredentialsDependencies {
  readonly clock: Clock;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly deviceCredentials: Pick<DeviceCredentials, 'listEnded'>;
  readonly connections: Pick<Connections, 'end'>;
}

const lookBackMs = limits.endedCredentialsLookBackSeconds * 1_000;
/** By then no server takes a credential for good that was revoked before. */
const certainMs = 2 * limits.credentialAgeMillisecondsMax;
/** Clocks of servers differ: what ended in their future is found for longer. */
const rememberedMs = 10 * lookBackMs;

export function createEndedCredentials(deps: EndedCredentialsDependencies): EndedCredentials {
  const { clock, authenticator, deviceCredentials, connections } = deps;
  let sinceMs = clock.nowMs() - limits.endedCredentialsFirstLookBackHours * 3_600_000;
  /** When each was found first, by the monotonic clock. */
  const found = new Map<string, number>();
  const done = new Set<string>();

  function forgetOld(nowMs: number): void {
    for (const [keyId, foundAtMs] of found) {
      if (nowMs - foundAtMs < rememberedMs) return;
      found.delete(keyId);
      done.delete(keyId);
    }
  }

  return {
    async closeConnections() {
      const nowMs = clock.monotonicMs();
      const askedAtMs = clock.nowMs();
      const ended = await deviceCredentials.listEnded(sinceMs, [...done]);
      if (ended.length > 0) authenticator.forget({ keyIds: new Set(ended) });
      const failed = new Set(await connections.end(ended));
      for (const keyId of ended) {
        const foundAtMs = found.get(keyId) ?? nowMs;
        found.set(keyId, foundAtMs);
        if (!failed.has(keyId) && nowMs - foundAtMs >= certainMs) done.add(keyId);
      }
      const all = ended.length < limits.endedCredentialsPerPassMax;
      if (all && failed.size === 0) sinceMs = Math.max(sinceMs, askedAtMs - lookBackMs);
      forgetOld(nowMs);
      return ended.length;
    },
  };
}
