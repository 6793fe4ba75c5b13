import type { LiveTopic } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Frame, FrameForm } from './frame.ts';

/** Where the messages for one follower go: a connection, of which only this is known here. */
export interface LiveSink {
  readonly form: FrameForm;
  write(bytes: Buffer): void;
  /** Bytes that were written and that nobody has taken yet. */
  bufferedBytes(): number;
  /** Says that all is well, where nothing else was said for a while. */
  heartbeat(): void;
  /** Closes; `code` is one of the table of errors, undefined where the server stops. */
  end(code: string | undefined): void;
  /** Closes at once, whatever is still on its way. */
  cut(): void;
}

/** What somebody wants to follow. */
export interface Interest {
  readonly topics: ReadonlySet<LiveTopic>;
  /** The names of the tails of rows. */
  readonly tails: ReadonlySet<string>;
}

/**
 * One follower, with at most `limits.liveQueueBytesMax` bytes on their way to it.
 *
 * It is either up to date: each message is written as it comes. Or it is behind, because a message did
 * not fit any more: then nothing is written, whatever comes. Once all that was written has been taken,
 * it gets the newest picture, and is up to date again. Behind for too long, it is cut off. So a reader
 * that does not read costs its limit and no more, and one that is slow skips what it has no time for.
 */
export interface Follower {
  readonly interest: Interest;
  readonly form: FrameForm;
  send(frame: Frame, nowMs: number): void;
  /** Notes rows of a table that were not sent while it was behind. */
  skip(table: string, rows: number): void;
  isBehind(): boolean;
  /** Whether everything was taken, so that a follower that is behind can catch up. */
  isDry(): boolean;
  /** Sends a picture whatever its size; it is up to date again. Returns rows that were skipped, by table. */
  catchUp(picture: Frame, nowMs: number): ReadonlyMap<string, number>;
  /** Since when it is behind, milliseconds; undefined where it is not. */
  behindSinceMs(): number | undefined;
  heartbeatIfSilent(nowMs: number): void;
  readonly sink: LiveSink;
}

/** Creates a follower that has been sent nothing yet. */
export function createFollower(sink: LiveSink, interest: Interest, createdMs: number): Follower {
  let behindMs: number | undefined;
  let wroteMs = createdMs;
  let skipped = new Map<string, number>();
  const write = (bytes: Buffer, nowMs: number): void => {
    wroteMs = nowMs;
    sink.write(bytes);
  };
  return {
    interest,
    sink,
    form: sink.form,
    send(frame, nowMs) {
      if (behindMs !== undefined) return;
      const bytes = frame.in(sink.form);
      const waiting = sink.bufferedBytes();
      if (waiting > 0 && waiting + bytes.length > limits.liveQueueBytesMax) behindMs = nowMs;
      else write(bytes, nowMs);
    },
    skip(table, rows) {
      skipped.set(table, (skipped.get(table) ?? 0) + rows);
    },
    isBehind: () => behindMs !== undefined,
    isDry: () => sink.bufferedBytes() === 0,
    catchUp(picture, nowMs) {
      behindMs = undefined;
      write(picture.in(sink.form), nowMs);
      const missed = skipped;
      skipped = new Map();
      return missed;
    },
    behindSinceMs: () => behindMs,
    heartbeatIfSilent(nowMs) {
      if (behindMs !== undefined) return;
      if (nowMs - wroteMs < limits.liveHeartbeatSeconds * 1_000) return;
      // Who does not even take these is behind, though little is to be told.
      if (sink.bufferedBytes() > 0) {
        behindMs = nowMs;
        return;
      }
      wroteMs = nowMs;
      sink.heartbeat();
    },
  };
}
