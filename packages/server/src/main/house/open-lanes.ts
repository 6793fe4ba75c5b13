import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Drain, DrainDeps } from '../../drain/index.ts';
import { createDrain } from '../../drain/index.ts';
import type { Accounting, Clock, Config, Log } from '../../kernel/index.ts';
import { limits, within } from '../../kernel/index.ts';
import type { HeldBatch, Lanes, Spool } from '../../spool/index.ts';
import { createLanes, createNodeDisk, createSpool } from '../../spool/index.ts';
import type { Store } from './open-store.ts';
import type { Stack } from './stack.ts';

export interface LaneDependencies {
  readonly config: Config;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly stack: Stack;
}

/** Starts the spools of this server. `each` gets every batch that an earlier run left in them. */
export async function openLanes(
  deps: LaneDependencies,
  each: (held: HeldBatch) => void,
): Promise<Lanes> {
  const { config, dataFolder, log, clock, stack } = deps;
  const openLane = async (lane: number): Promise<Spool> => {
    const folder = join(dataFolder, 'spool', `lane-${lane}`);
    const spool = createSpool({ disk: createNodeDisk(), log, clock }, { folder });
    const recovery = await spool.start(each);
    stack.append(`spool lane ${lane}`, () => spool.stop());
    log.debug({ lane, ...recovery }, 'the spool is open');
    return spool;
  };
  const count = Math.max(config.SPOOL_LANES, await countLanes(join(dataFolder, 'spool')));
  const first = await openLane(0);
  const others: Spool[] = [];
  for (let lane = 1; lane < count; lane += 1) others.push(await openLane(lane));
  return createLanes([first, ...others], { spoolBytesMax: config.SPOOL_BYTES_MAX });
}

/**
 * How many lanes an earlier run made. A lane that was made is always opened: it may hold what is not
 * yet stored, though SPOOL_LANES is smaller now.
 */
async function countLanes(folder: string): Promise<number> {
  const names = await readdir(folder);
  const lanes = names.map((name) => Number(/^lane-(\d{1,2})$/.exec(name)?.[1] ?? -1));
  return Math.max(-1, ...lanes) + 1;
}

/**
 * Starts a drain for each lane. A stop waits for the running transaction, but not for ever: what is
 * not stored by then stays in the spool.
 */
export function startDrains(
  deps: LaneDependencies,
  { spools }: Lanes,
  store: Store,
  accounting: Accounting,
  { steps, onListenerFailure }: Pick<DrainDeps, 'steps' | 'onListenerFailure'>,
): readonly Drain[] {
  const { log, clock, stack } = deps;
  const drains = spools.map((spool) =>
    createDrain({
      ...store,
      spool,
      accounting,
      clock,
      log,
      steps,
      ...(onListenerFailure && { onListenerFailure }),
    }),
  );
  for (const drain of drains) drain.start();
  stack.append('drains', async () => {
    const stopped = Promise.all(drains.map((drain) => drain.stop()));
    if (await within(limits.drainStopMillisecondsMax, stopped)) return;
    log.warn('a drain did not stop in time; what it did not store stays in the spool');
  });
  return drains;
}
