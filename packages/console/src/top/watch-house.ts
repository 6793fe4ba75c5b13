import type { Client } from '@homepot/client';
import { readServerFigures } from '../server-figures.ts';
import { createChangeAsker } from './ask-changes.ts';
import { createFamilySeries } from './family-series.ts';
import type { HouseView } from './house-view.ts';
import { readFigures, readHealth, readVersion } from './read-house.ts';
import { nothingSeen, viewHouse } from './seen-house.ts';

/** Looks at a server again and again. */
export interface HouseWatch {
  /** Asks what may have changed. Never rejects: a server that is away leaves what was seen before. */
  look(): Promise<void>;
  view(): HouseView;
}

/** What a watch needs. */
export interface WatchDependencies {
  /** Finds the server; asked again whenever it was away. Throws where there is none. */
  readonly connect: () => Promise<{ readonly client: Client; readonly url: string }>;
  /** Milliseconds since 1970. */
  readonly nowMs?: () => number;
}

/**
 * Creates the watch. `/metrics`, which costs no query and is not logged, is read at each look; its
 * counters say what else is worth asking. So watching neither loads the database nor fills the
 * request log with itself.
 */
export function createHouseWatch({ connect, nowMs = Date.now }: WatchDependencies): HouseWatch {
  const startedAtMs = nowMs();
  const families = createFamilySeries();
  const askChanges = createChangeAsker(families);
  const seen = nothingSeen(startedAtMs);
  let known: Client | undefined;

  const open = async (): Promise<Client> => {
    if (known !== undefined && !seen.isAway) return known;
    const { client, url } = await connect();
    seen.version = await readVersion(client);
    seen.url = url;
    known = client;
    return client;
  };

  /** Reads health and counters; tells whether the counters began anew since the last time. */
  const readCounters = async (client: Client): Promise<boolean> => {
    const [health, text] = await Promise.all([readHealth(client), readFigures(client)]);
    seen.health = health;
    if (text === null) return false;
    const figures = readServerFigures(text);
    const before = seen.figures?.startedAtSeconds;
    const restarted = before !== undefined && before !== figures.startedAtSeconds;
    families.add(figures, nowMs(), restarted);
    seen.figures = figures;
    return restarted;
  };

  const lookOnce = async (): Promise<void> => {
    const { isAway: wasAway, figures } = seen;
    const client = await open();
    const restarted = await readCounters(client);
    const [before, now] = [figures?.storedByTable, seen.figures?.storedByTable];
    const moved = (table: string) => now?.get(table) !== before?.get(table);
    // A database that is away answers none of this; the door and its figures do without it.
    if (seen.health?.parts.database !== 'unreachable') {
      await askChanges(client, seen, { moved, anew: restarted || wasAway }, nowMs());
    }
    seen.isAway = false;
    seen.answeredAtMs = nowMs();
  };

  return {
    async look() {
      try {
        await lookOnce();
      } catch {
        seen.isAway = true;
      }
    },
    view: () => viewHouse(seen, families, startedAtMs, nowMs()),
  };
}
