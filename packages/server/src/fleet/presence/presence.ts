import type { DeviceState } from '@homepot/catalogue';
import type { Clock, Log } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { classifyDatabaseError } from '../../store/index.ts';
import type { Departures } from './departures.ts';
import { createDepartures } from './departures.ts';
import { createHeartbeat } from './heartbeat.ts';
import { judgeSilence } from './judge-silence.ts';
import { takeTurn } from './take-turn.ts';

/** Watches which devices are there. What their reports say is the matter of the presence step. */
export interface Presence extends Departures {
  /**
   * Says that this server looks, and judges devices that say nothing, unless another server just
   * did. Returns how many changed; while the database is away none, without an error.
   */
  sweep(): Promise<number>;
  /** Counts devices by state, for `figures`. */
  count(): Promise<void>;
  /** Active devices by state, as of the last count; empty before. */
  figures(): Readonly<Partial<Record<DeviceState, number>>>;
}

export interface PresenceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * What reached this server before that instant is in the database; undefined while it cannot say.
   * A device is not silent whose reports wait in a spool.
   */
  readonly storedUntilMs: () => number | undefined;
  /** Called after a commit of something that the outbox tells of. */
  readonly wake: () => void;
}

/** Creates the watch over the presence of devices. It does nothing until it is asked. */
export function createPresence(deps: PresenceDeps): Presence {
  const { database, clock, log, storedUntilMs, wake } = deps;
  const heartbeat = createHeartbeat(deps);
  let states: Partial<Record<DeviceState, number>> = {};
  let isAway = false;

  async function judge(): Promise<number> {
    const watch = await heartbeat.beat(storedUntilMs());
    const { asOfMs, serverId } = watch;
    if (asOfMs === undefined) return 0;
    const changes = await database.transaction(async (transaction) => {
      if (!(await takeTurn(transaction, serverId, clock.nowMs()))) return [];
      return judgeSilence(transaction, { ...watch, asOfMs }, clock.nowMs());
    });
    if (changes.length > 0) wake();
    return changes.length;
  }

  async function whileThere<T>(run: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await run();
      isAway = false;
      return result;
    } catch (error) {
      if (classifyDatabaseError(error) !== 'retry') throw error;
      if (!isAway) log.warn({ err: error }, 'devices are not watched: the database is away');
      isAway = true;
      return undefined;
    }
  }

  return {
    ...createDepartures({ database, clock, wake }),
    sweep: async () => (await whileThere(judge)) ?? 0,
    async count() {
      const rows = await whileThere(() =>
        database.query<{ status: DeviceState; count: number }>(
          'SELECT status, count(*) FROM devices WHERE is_active GROUP BY status',
        ),
      );
      if (rows === undefined) return;
      states = Object.fromEntries(rows.map(({ status, count }) => [status, count]));
    },
    figures: () => states,
  };
}
