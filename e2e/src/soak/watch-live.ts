import { setTimeout as pause } from 'node:timers/promises';
import type { TestFollower } from '../../../packages/server/test/follow-house.ts';
import { followByEvents, followBySocket } from '../../../packages/server/test/follow-house.ts';

/** What those who follow have seen; zeros and empty lists are a pass. */
export interface LiveVerdict {
  readonly followers: number;
  readonly messages: number;
  /** How often one came back with the id of its last message. */
  readonly reconnects: number;
  /** Pictures that told of a hole. */
  readonly resets: number;
  /** Ids that were less than the one before. */
  readonly outOfOrder: number;
  /** Tables of which somebody added up another number than is there. */
  readonly wrongSums: readonly string[];
}

/** Some who follow through the balancer, by either way, and come and go. */
export interface LiveWatch {
  /** Follows until each has seen as many rows of each table as are there, or time is over; then tells. */
  stop(countStored: () => Promise<Readonly<Record<string, number>>>): Promise<LiveVerdict>;
}

const stayMillisecondsMin = 3_000;
const stayMillisecondsMax = 20_000;
const comeBackMilliseconds = 250;
const completeMillisecondsMax = 20_000;

interface Seen {
  readonly sums: Map<string, number>;
  lastId: string | undefined;
  messages: number;
  reconnects: number;
  resets: number;
  outOfOrder: number;
}

/** A picture says how much there is, a change how much more. */
function note(seen: Seen, message: TestFollower['messages'][number]): void {
  const { event, data, id } = message;
  seen.messages += 1;
  if (event === 'picture') {
    if (data.reset) seen.resets += 1;
    for (const [table, { total }] of Object.entries(data.metrics?.tables ?? {})) {
      seen.sums.set(table, total);
    }
  }
  if (event === 'change') {
    for (const [table, rows] of Object.entries(data.metrics?.new?.tables ?? {})) {
      seen.sums.set(table, (seen.sums.get(table) ?? 0) + rows);
    }
  }
  if (id === undefined) return;
  if (seen.lastId !== undefined && Number(id) < Number(seen.lastId)) {
    seen.outOfOrder += 1;
  }
  seen.lastId = id;
}

async function stayOnce(
  seen: Seen,
  house: { readonly url: string; readonly key: string },
  bySocket: boolean,
  ms: number,
): Promise<void> {
  const follow = bySocket ? followBySocket : followByEvents;
  const query = seen.lastId === undefined ? '' : `?last_event_id=${seen.lastId}`;
  try {
    const follower = await follow(house, { authorization: `Bearer ${house.key}` }, query);
    await Promise.race([pause(ms), follower.closed]);
    await follower.stop();
    for (const message of follower.messages) note(seen, message);
  } catch {
    // The balancer had nobody to turn to, or its server was just killed.
    await pause(comeBackMilliseconds);
  }
}

/** Lets so many follow, half of them over WebSockets. */
export function watchLive(
  house: { readonly url: string; readonly key: string },
  followers: number,
): LiveWatch {
  const all = Array.from(
    { length: followers },
    (): Seen => ({
      sums: new Map(),
      lastId: undefined,
      messages: 0,
      reconnects: 0,
      resets: 0,
      outOfOrder: 0,
    }),
  );
  let stopping = false;
  const wander = async (seen: Seen, index: number) => {
    while (!stopping) {
      const ms = stayMillisecondsMin + Math.random() * (stayMillisecondsMax - stayMillisecondsMin);
      await stayOnce(seen, house, index % 2 === 1, ms);
      if (seen.lastId !== undefined) seen.reconnects += 1;
    }
  };
  const wandering = Promise.all(all.map(wander));
  const wrongOf = ({ sums }: Seen, stored: Readonly<Record<string, number>>) =>
    Object.entries(stored)
      .filter(([table, count]) => (sums.get(table) ?? 0) !== count)
      .map(([table, count]) => `${table}: added up ${sums.get(table) ?? 0}, stored ${count}`);
  const sum = (pick: (seen: Seen) => number) => all.reduce((total, seen) => total + pick(seen), 0);
  return {
    async stop(countStored) {
      stopping = true;
      await wandering;
      const wrongSums: string[] = [];
      for (const seen of all) {
        const deadline = performance.now() + completeMillisecondsMax;
        // Counted anew each time: devices that were stopped become offline meanwhile.
        let wrong = wrongOf(seen, await countStored());
        while (wrong.length > 0 && performance.now() < deadline) {
          await stayOnce(seen, house, false, 1_500);
          wrong = wrongOf(seen, await countStored());
        }
        wrongSums.push(...wrong);
      }
      return {
        followers,
        messages: sum((seen) => seen.messages),
        reconnects: sum((seen) => seen.reconnects),
        resets: sum((seen) => seen.resets),
        outOfOrder: sum((seen) => seen.outOfOrder),
        wrongSums,
      };
    },
  };
}
