import type { Log } from '../kernel/index.ts';
import { limits } from '../kernel/index.ts';
import type { Committed, CommittedListener } from './storing/drain-step.ts';

/** Tells listeners what was committed. */
export interface Announcer {
  /** Adds a listener; returns how to remove it. Throws beyond `limits.drainListenersMax`. */
  add(listener: CommittedListener): () => void;
  announce(committed: Committed): void;
}

/**
 * Creates an announcer without listeners. `onFailure` is called for each listener that throws or,
 * when it is an async function, rejects.
 */
export function createAnnouncer(log: Log, onFailure: (error: unknown) => void): Announcer {
  const listeners = new Set<CommittedListener>();
  const fail = (error: unknown): void => {
    onFailure(error);
    log.error({ err: error }, 'a listener failed on what was committed');
  };
  const tell = async (listener: CommittedListener, committed: Committed): Promise<void> => {
    try {
      await listener(committed);
    } catch (error) {
      fail(error);
    }
  };
  return {
    add(listener) {
      if (listeners.size >= limits.drainListenersMax) throw new Error('too many drain listeners');
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce(committed) {
      for (const listener of listeners) void tell(listener, committed);
    },
  };
}
