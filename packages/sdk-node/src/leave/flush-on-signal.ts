/** The flushes of all senders of this process that a signal begins. */
interface Watched {
  readonly flushes: Set<() => Promise<void>>;
  readonly listener: () => void;
}

const watched = new Map<NodeJS.Signals, Watched>();

function watch(signal: NodeJS.Signals): Watched {
  const flushes = new Set<() => Promise<void>>();
  const listener = () => {
    const isHostListening = process.listenerCount(signal) > 1;
    const all = Promise.allSettled([...flushes].map((flush) => flush()));
    if (isHostListening) return;
    // A second signal ends the process at once.
    stop(signal);
    void all.then(() => process.kill(process.pid, signal));
  };
  process.on(signal, listener);
  return { flushes, listener };
}

function stop(signal: NodeJS.Signals): void {
  const entry = watched.get(signal);
  if (entry === undefined) return;
  process.off(signal, entry.listener);
  watched.delete(signal);
}

/**
 * Flushes on a signal. Where the host listens to it too, the host decides when to end. Where nobody
 * else does, the process is ended by the same signal after all flushes, as it would have been at once.
 */
export function flushOnSignal(signal: NodeJS.Signals, flush: () => Promise<void>): () => void {
  const entry = watched.get(signal) ?? watch(signal);
  watched.set(signal, entry);
  entry.flushes.add(flush);
  return () => {
    entry.flushes.delete(flush);
    if (entry.flushes.size === 0 && watched.get(signal) === entry) stop(signal);
  };
}
