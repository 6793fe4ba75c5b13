import type { Clock, Log } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';

/**
 * Logs errors of the queue, not each of them: while the database is away every look for work fails,
 * which is told once in `workErrorToldMilliseconds`.
 */
export function createToldErrors(clock: Clock, log: Log): (error: unknown) => void {
  let silentUntilMs = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (clock.monotonicMs() < silentUntilMs) return;
    silentUntilMs = clock.monotonicMs() + limits.workErrorToldMilliseconds;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ reason }, 'the work queue met an error; it goes on');
  };
}
