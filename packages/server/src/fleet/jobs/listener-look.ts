import { limits } from '../../kernel/index.ts';
import { claimFor, deliverNow, findAddressed } from './deliver.ts';
import type { JobsDependencies } from './jobs-dependencies.ts';

/**
 * Creates the look for what is due for the devices that listen here, whichever server brought their
 * jobs on: a step tells only devices of its own server. Looks at most once a second.
 */
export function createListenerLook(deps: JobsDependencies): () => Promise<void> {
  const { listeners, clock } = deps;
  let lookedMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const nowMs = clock.monotonicMs();
    if (listeners === undefined) return;
    if (nowMs - lookedMs < limits.commandPollLookMilliseconds) return;
    lookedMs = nowMs;
    const addressed = await findAddressed(deps, listeners.names());
    const page = limits.commandsPerTransactionMax;
    for (let start = 0; start < addressed.length; start += page) {
      const deviceIds = addressed.slice(start, start + page);
      await deliverNow(deps, await claimFor(deps, { deviceIds }));
    }
  };
}
