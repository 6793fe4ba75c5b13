import type { Settings } from '../options.ts';
import type { Sender } from '../sender/create-sender.ts';
import { flushOnSignal } from './flush-on-signal.ts';
import { postAtExit } from './post-at-exit.ts';

/**
 * Sends what waits when the process is about to end, and changes nothing of how it ends.
 *
 * - `beforeExit`: nothing is left to do; one flush keeps the process for as long as it may.
 * - A signal: where the host listens too, what waits is sent beside, and the host decides when to
 *   end. Where nobody else listens, the process is ended by the same signal after the flush, as it
 *   would have been at once.
 * - `exit`: `process.exit()` or an error that nobody handled. The event loop stands still, so a
 *   thread sends what is left.
 */
export function watchProcess(settings: Settings, sender: Sender): () => void {
  const { exitTimeoutMs, signals } = settings;
  let isAway = false;

  async function flush(): Promise<void> {
    if (!(await sender.flush(exitTimeoutMs))) isAway = true;
  }

  function onBeforeExit(): void {
    // A flush that failed would be asked for again and again: the process would never end.
    if (!isAway && sender.figures().waiting > 0) void flush();
  }

  function onExit(): void {
    if (isAway || sender.figures().waiting === 0) return;
    const batches = sender.takeRemaining();
    const outcomes = postAtExit(settings, batches, exitTimeoutMs);
    for (const [index, batch] of batches.entries()) sender.settleRemaining(batch, outcomes[index]);
  }

  const guarded =
    <Parameters extends readonly unknown[]>(run: (...parameters: Parameters) => void) =>
    (...parameters: Parameters) => {
      try {
        run(...parameters);
      } catch {
        // The process ends as it would have.
      }
    };

  if (exitTimeoutMs === 0) return () => undefined;
  const beforeExit = guarded(onBeforeExit);
  const exit = guarded(onExit);
  process.on('beforeExit', beforeExit);
  process.on('exit', exit);
  const unwatch = signals.map((signal) => flushOnSignal(signal, flush));
  return () => {
    process.off('beforeExit', beforeExit);
    process.off('exit', exit);
    for (const stop of unwatch) stop();
  };
}
