import type { DevicePresence } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { Departure } from './write-departures.ts';
import { writeDepartures } from './write-departures.ts';

/** A device as the door knows it. */
interface Known {
  readonly deviceId: string;
}

/** Takes note of devices that come and go. */
export interface Departures {
  /** Resolves when it is written; throws overloaded, or what the database throws. */
  onPresence(device: Known, presence: DevicePresence): Promise<void>;
  onConnected(device: Known): void;
}

interface DeparturesDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** Called after something was written that the outbox tells of. */
  readonly wake: () => void;
}

interface Waiting {
  readonly departure: Departure;
  readonly settle: PromiseWithResolvers<void>;
}

/**
 * Creates what notes departures. When a network breaks, thousands of devices go in one second: those
 * that come while a statement runs are written by the next one, together.
 */
export function createDepartures({ database, clock, wake }: DeparturesDeps): Departures {
  const sessions = new Map<string, number>();
  let waiting: Waiting[] = [];
  let isWriting = false;

  async function write(some: readonly Waiting[]): Promise<void> {
    try {
      const departures = some.map(({ departure }) => departure);
      const changed = await database.transaction((transaction) =>
        writeDepartures(transaction, departures),
      );
      if (changed > 0) wake();
      for (const { settle } of some) settle.resolve();
    } catch (error) {
      for (const { settle } of some) settle.reject(error);
    }
  }

  async function writeAll(): Promise<void> {
    if (isWriting) return;
    isWriting = true;
    while (waiting.length > 0) {
      const some = waiting.slice(0, limits.presencesPerWriteMax);
      waiting = waiting.slice(some.length);
      await write(some);
    }
    isWriting = false;
  }

  return {
    async onPresence({ deviceId }, { presence, connected_at }) {
      if (waiting.length >= limits.presencesWaitingMax) throw new HomepotError('overloaded');
      const departure: Departure = {
        deviceId,
        presence,
        atMs: Math.floor(clock.nowMs()),
        connectedAtMs: Date.parse(connected_at),
        sessionFromMs: sessions.get(deviceId),
      };
      const settle = Promise.withResolvers<void>();
      waiting.push({ departure, settle });
      void writeAll();
      await settle.promise;
    },
    onConnected({ deviceId }) {
      sessions.delete(deviceId);
      sessions.set(deviceId, clock.nowMs() - limits.sessionToleranceMilliseconds);
      if (sessions.size <= limits.sessionsRememberedMax) return;
      const oldest = sessions.keys().next().value;
      if (oldest !== undefined) sessions.delete(oldest);
    },
  };
}
