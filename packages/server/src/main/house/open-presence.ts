import type { Drain } from '../../drain/index.ts';
import type { Presence } from '../../fleet/index.ts';
import { createPresence } from '../../fleet/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Base } from './open-base.ts';
import type { Path } from './open-path.ts';

/** Up to when everything that this server took is in the database; undefined while it is not known. */
function readStoredUntilMs(drains: readonly Drain[], clock: Clock): number | undefined {
  const nowMs = clock.nowMs();
  let untilMs = nowMs;
  for (const drain of drains) {
    const { lagEntries, lagSeconds } = drain.state();
    if (lagEntries === 0) continue;
    // Entries wait of which the drain has not read yet how old they are.
    if (lagEntries === undefined || lagSeconds === 0) return undefined;
    untilMs = Math.min(untilMs, nowMs - lagSeconds * 1_000);
  }
  return untilMs;
}

/** Opens the watch over the devices. The timetable makes it look. */
export function openPresence(base: Base, { drains, outbox }: Path): Presence {
  const { store, clock, log } = base;
  return createPresence({
    database: store.database,
    clock,
    log,
    storedUntilMs: () => readStoredUntilMs(drains, clock),
    wake: () => outbox.wake(),
  });
}
