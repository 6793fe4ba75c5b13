import type { LiveChange, LiveTopic, LiveView } from '@homepot/catalogue';
import { liveTopics } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { ToldRows } from '../rows/row-tails.ts';
import type { Follower } from './follower.ts';
import type { Frame } from './frame.ts';
import { createFrame } from './frame.ts';

/** The whole picture as of an event. */
export interface ToldView {
  readonly id: number;
  readonly view: LiveView;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** What became of followers since the start. */
export interface FollowerFigures {
  readonly followers: number;
  /** Of them, those that have no room for more. */
  readonly behind: number;
  /** How often one that had been behind was given the newest picture. */
  readonly caughtUp: number;
  readonly stalled: number;
  readonly refused: number;
}

/** All who follow this server. */
export interface Followers {
  /** Takes a place; throws rate_limited where the caller or the server has too many. Returns how to leave it. */
  reserve(who: string): () => void;
  add(follower: Follower): void;
  remove(follower: Follower): void;
  /** Sends a change to those who follow any of its topics. */
  tellChange(change: LiveChange, id: number, nowMs: number): void;
  /** Sends the rows of a tail to those who follow it. */
  tellRows(told: ToldRows, nowMs: number): void;
  /** Gives the newest picture to those who have caught up, cuts off those who never do, greets silent ones. */
  look(told: ToldView, nowMs: number): void;
  /** The tails that somebody follows. */
  tails(): ReadonlySet<string>;
  endAll(): void;
  figures(): FollowerFigures;
}

/** The parts of a message that somebody follows. */
function pickTopics<T extends object>(parts: T, topics: ReadonlySet<LiveTopic>): Partial<T> {
  return Object.fromEntries(
    Object.entries(parts).filter(
      ([name]) => !liveTopics.some((topic) => topic === name) || topics.has(name as LiveTopic),
    ),
  ) as Partial<T>;
}

const namesOf = ({ interest }: Follower): string => [...interest.topics].sort().join();

/** The picture of some topics. `reset` says that what was added up does not go on from here. */
export function createPicture(
  { id, view, atMs }: ToldView,
  topics: ReadonlySet<LiveTopic>,
  reset: boolean,
): Frame {
  const at = new Date(atMs).toISOString();
  const data = { at, reset, ...pickTopics(view, topics) };
  return createFrame({ event: 'picture', id: String(id), data });
}

/** A change of some topics; undefined where none of it is of them. */
export function createChange(
  change: LiveChange,
  id: number,
  topics: ReadonlySet<LiveTopic>,
): Frame | undefined {
  const data = { at: change.at, ...pickTopics(change, topics) };
  if (Object.keys(data).length === 1) return undefined;
  return createFrame({ event: 'change', id: String(id), data });
}

/** Keeps what is made for a name, so that followers of the same topics share one frame. */
function once<T>(make: (follower: Follower) => T): (follower: Follower) => T {
  const made = new Map<string, T>();
  return (follower) => {
    const name = namesOf(follower);
    const known = made.get(name);
    if (known !== undefined) return known;
    const fresh = make(follower);
    made.set(name, fresh);
    return fresh;
  };
}

function tooMany(message: string): HomepotError {
  return new HomepotError('rate_limited', {
    message,
    retryAfterSeconds: limits.liveHeartbeatSeconds,
  });
}

/** Creates it, without anybody. */
export function createFollowers(): Followers {
  const all = new Set<Follower>();
  const places = new Map<string, number>();
  const counts = { caughtUp: 0, stalled: 0, refused: 0 };
  let taken = 0;

  function refuse(who: string): void {
    const own = places.get(who) ?? 0;
    if (taken < limits.liveFollowersMax && own < limits.liveFollowersPerCallerMax) return;
    counts.refused += 1;
    if (taken >= limits.liveFollowersMax) throw tooMany(`${taken} followers are there already`);
    throw tooMany(`${own} followers of the same credential are there already`);
  }

  function tellMissed(follower: Follower, missed: ReadonlyMap<string, number>, nowMs: number) {
    for (const [table, skipped] of missed) {
      follower.send(createFrame({ event: 'rows', data: { table, rows: [], skipped } }), nowMs);
    }
  }

  return {
    reserve(who) {
      refuse(who);
      taken += 1;
      places.set(who, (places.get(who) ?? 0) + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        taken -= 1;
        const others = (places.get(who) ?? 1) - 1;
        if (others === 0) places.delete(who);
        else places.set(who, others);
      };
    },
    add: (follower) => all.add(follower),
    remove: (follower) => all.delete(follower),
    tellChange(change, id, nowMs) {
      const frameOf = once(({ interest }) => createChange(change, id, interest.topics));
      for (const follower of all) {
        const frame = frameOf(follower);
        if (frame !== undefined) follower.send(frame, nowMs);
      }
    },
    tellRows({ key, rows }, nowMs) {
      const frame = createFrame({ event: 'rows', data: rows });
      for (const follower of all) {
        if (!follower.interest.tails.has(key)) continue;
        follower.send(frame, nowMs);
        // What did not go out is told as a number later.
        if (follower.isBehind()) follower.skip(rows.table, rows.rows.length + rows.skipped);
      }
    },
    look(told, nowMs) {
      const pictureOf = once(({ interest }) => createPicture(told, interest.topics, true));
      for (const follower of all) {
        follower.heartbeatIfSilent(nowMs);
        const sinceMs = follower.behindSinceMs();
        if (sinceMs === undefined) continue;
        if (follower.isDry()) {
          counts.caughtUp += 1;
          tellMissed(follower, follower.catchUp(pictureOf(follower), nowMs), nowMs);
        } else if (nowMs - sinceMs > limits.liveStalledSecondsMax * 1_000) {
          counts.stalled += 1;
          follower.sink.cut();
        }
      }
    },
    tails: () => new Set([...all].flatMap(({ interest }) => [...interest.tails])),
    endAll() {
      for (const { sink } of all) sink.end(undefined);
    },
    figures: () => ({
      followers: all.size,
      behind: [...all].filter((follower) => follower.isBehind()).length,
      ...counts,
    }),
  };
}
