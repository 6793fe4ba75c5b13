import type { Live } from '../../live/index.ts';
import { createLive } from '../../live/index.ts';
import type { Base } from './open-base.ts';
import type { Path } from './open-path.ts';

/** Opens what is told live, and lets it hear of the drains. The timetable makes it look and tell. */
export function openLive(base: Base, { lanes, drains }: Path): Live {
  const { store, clock, log, stack } = base;
  const live = createLive({
    database: store.database,
    clock,
    log,
    serverId: lanes.spools[0]?.id ?? '',
    listen: store.listen,
    lagSeconds: () => Math.max(0, ...drains.map((drain) => drain.state().lagSeconds)),
  });
  stack.append('live', () => live.stop());
  for (const drain of drains) drain.onCommitted(live.onCommitted);
  return live;
}
