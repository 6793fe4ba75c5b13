import { createId } from './create-id.ts';
import type { Host } from './host.ts';
import type { Keep } from './keep.ts';
import { idCharactersMax, sessionMilliseconds } from './limits.ts';

const visitor = 'homepot.visitor';
const session = 'homepot.session';
const user = 'homepot.user';

/** Who the page says it is about. */
export interface Identity {
  /** The columns that say who, and in which visit; a visit that was idle for long is another one. */
  who(): { user_id?: string; visitor_id?: string; session_id: string };
  identify(userId: string): void;
  /** Forgets the person: whoever comes next is another one. */
  reset(): void;
}

export function createIdentity(host: Host, keep: Keep): Identity {
  function idOf(name: string): string {
    const known = keep.get(name) ?? createId(host);
    keep.set(name, known);
    return known;
  }

  function sessionId(): string {
    const [known, lastMs] = keep.get(session)?.split(' ') ?? [];
    const idle = Math.abs(host.nowMs() - Number(lastMs)) > sessionMilliseconds;
    const id = known === undefined || idle ? createId(host) : known;
    keep.set(session, `${id} ${host.nowMs()}`);
    return id;
  }

  return {
    who() {
      const userId = keep.get(user);
      return {
        ...(userId === undefined ? { visitor_id: idOf(visitor) } : { user_id: userId }),
        session_id: sessionId(),
      };
    },
    identify: (userId) => keep.set(user, String(userId).slice(0, idCharactersMax)),
    reset() {
      for (const name of [visitor, session, user]) keep.remove(name);
    },
  };
}
