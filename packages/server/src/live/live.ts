import type { Json, LiveTopic } from '@homepot/catalogue';
import type { CommittedListener } from '../drain/index.ts';
import { limits } from '../kernel/index.ts';
import { classifyDatabaseError } from '../store/index.ts';
import { createEventReader } from './events/event-reader.ts';
import { createEventWriter } from './events/event-writer.ts';
import { readLastId } from './events/read-last-id.ts';
import { createCredentialWatch } from './fan-out/credential-watch.ts';
import type { FollowerFigures } from './fan-out/followers.ts';
import { createFollowers } from './fan-out/followers.ts';
import type { LiveDependencies } from './live-dependencies.ts';
import { createGaugeKeeper } from './picture/gauge-keeper.ts';
import { createRowTails } from './rows/row-tails.ts';
import type { FollowRequest } from './subscribe.ts';
import { createSubscribe } from './subscribe.ts';
import type { LiveSummary } from './summary/live-summary.ts';
import { mergeSummaries } from './summary/merge-summaries.ts';
import { createTeller } from './teller.ts';

/** What the room counts. */
export interface LiveFigures extends FollowerFigures {
  readonly eventsWritten: number;
  readonly eventsRead: number;
  /** Whether notifications of other servers are heard; else they are looked for each second. */
  readonly listening: boolean;
}

/** What happens, told to those who follow it: on this server, whichever server it happened on. */
export interface Live {
  /**
   * Tells followers of a topic, on every server, within about a second. Of things with the same `id`
   * in one second the last is told. It may be lost with its server: it is a hint to look, no record.
   */
  publish(topic: LiveTopic, data: Json): void;
  /** For the drains of this server. */
  readonly onCommitted: CommittedListener;
  /** Begins to follow; throws, before `open` is called, rate_limited or what the database throws. Returns how to end. */
  subscribe(request: FollowRequest): Promise<() => void>;
  /** Writes and reads events; again and again. Does nothing while the database is away. */
  look(): Promise<void>;
  /** Tells followers, and looks after them; again and again. */
  tell(): Promise<void>;
  /** Lets all followers go. */
  endFollowers(): void;
  stop(): Promise<void>;
  /** The id of the newest event of all servers: what is read after it knows all that was told up to it. */
  readLastId(): Promise<number>;
  figures(): LiveFigures;
}

/** Creates the room. It has no timers: `look` and `tell` are called again and again. */
export function createLive(deps: LiveDependencies): Live {
  const { clock, log } = deps;
  let stored: LiveSummary = {};
  let rowsMs = Number.NEGATIVE_INFINITY;
  let isAway = false;
  const followers = createFollowers();
  const gauges = createGaugeKeeper(deps);
  const credentials = createCredentialWatch();
  const tails = createRowTails(deps);
  const writer = createEventWriter(deps);
  const reader = createEventReader(deps, (news) => {
    teller.note(news);
    gauges.note(news);
    stored = mergeSummaries(stored, { tables: news.tables ?? {} });
  });
  const teller = createTeller({ ...deps, reader, followers, gauges });
  const subscribe = createSubscribe({
    clock,
    followers,
    gauges,
    credentials,
    tails,
    reader,
    teller,
  });

  async function tellRows(): Promise<void> {
    if (clock.monotonicMs() - rowsMs < limits.liveTellMilliseconds) return;
    rowsMs = clock.monotonicMs();
    await tails.keep(followers.tails());
    const news = stored;
    stored = {};
    for (const told of await tails.read(news)) followers.tellRows(told, clock.monotonicMs());
  }

  async function lookAll(): Promise<void> {
    const wrote = await writer.look();
    await (wrote ? reader.read() : reader.look());
    if (followers.figures().followers === 0) return;
    await gauges.look();
    await tellRows();
  }

  return {
    publish: writer.publish,
    onCommitted: () => writer.wake(),
    subscribe,
    async look() {
      try {
        await lookAll();
        isAway = false;
      } catch (error) {
        if (classifyDatabaseError(error) !== 'retry') throw error;
        if (!isAway) log.warn({ err: error }, 'nothing is told live: the database is away');
        isAway = true;
      }
    },
    async tell() {
      teller.look();
      await credentials.look();
    },
    endFollowers: () => followers.endAll(),
    stop: () => reader.stop(),
    readLastId: () => readLastId(deps.database),
    figures: () => ({
      ...followers.figures(),
      eventsWritten: writer.written(),
      eventsRead: reader.count(),
      listening: reader.isListening(),
    }),
  };
}
