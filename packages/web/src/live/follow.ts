import type { followLive, LiveMessage, LiveTopic } from '@homepot/catalogue';
import { addressOf } from '../resources/address.ts';
import { send } from '../resources/call.ts';
import { CallError } from '../resources/call-error.ts';
import { createEventReader } from './read-events.ts';

export interface FollowOptions {
  readonly topics?: readonly LiveTopic[];
  /** Also the rows that are stored in these tables. */
  readonly tables?: readonly string[];
  /** Of them only the rows of this device. */
  readonly deviceId?: string | undefined;
  /** What proves who follows, where this page does not know it. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The id of the last message that is known already. */
  readonly lastEventId?: string | undefined;
  onMessage(message: LiveMessage): void;
  /** Something came, be it a heartbeat: the connection lives. */
  onAlive?(): void;
  /** The connection is there. */
  onOpen?(): void;
  /** The connection is lost, and is tried again. */
  onAway?(error: CallError): void;
  /** The server says no, and will say so again: not permitted, too many followers of this caller. */
  onRefused?(error: CallError): void;
}

const path: (typeof followLive)['path'] = '/api/v1/live';
/** Silence of three heartbeats: the connection is dead, though nobody said so. */
const silenceMilliseconds = 45_000;
const pauseMillisecondsMin = 500;
const pauseMillisecondsMax = 5_000;

const isPassing = ({ status }: CallError): boolean =>
  status === 0 || status === 429 || status >= 500;

const lost = (detail: string): CallError =>
  new CallError({ code: 'unreachable', status: 0, detail });

/** Reads one connection to its end; returns the id of its last message. Throws where it is cut off. */
async function readConnection(
  options: FollowOptions,
  lastEventId: string | undefined,
  note: (id: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const { topics, tables, deviceId } = options;
  const silent = new AbortController();
  const response = await send(
    addressOf(
      path,
      {},
      {
        topics: topics?.join(','),
        tables: tables?.join(','),
        device_id: deviceId,
        last_event_id: lastEventId,
      },
    ),
    {
      headers: { accept: 'text/event-stream', ...options.headers },
      signal: AbortSignal.any([stop, silent.signal]),
    },
  );
  options.onOpen?.();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const take = createEventReader();
  for (;;) {
    const timer = setTimeout(() => silent.abort(), silenceMilliseconds);
    const piece = await reader?.read().finally(() => clearTimeout(timer));
    if (piece === undefined || piece.done) return;
    options.onAlive?.();
    for (const { event, id, data } of take(piece.value)) {
      if (id !== undefined) note(id);
      options.onMessage({ event, id, data: JSON.parse(data) } as LiveMessage);
    }
  }
}

const asLost = (error: unknown): CallError =>
  error instanceof CallError ? error : lost('The connection to the server was lost.');

/**
 * Follows what happens until the returned function is called. A connection that is lost is opened again
 * with the id of the last message, so that nothing is missing; where the server cannot go on from
 * there, it sends a `picture` with `reset`.
 */
export function follow(options: FollowOptions): () => void {
  const stop = new AbortController();
  let { lastEventId } = options;
  let pauseMs = pauseMillisecondsMin;
  const onOpen = (): void => {
    pauseMs = pauseMillisecondsMin;
    options.onOpen?.();
  };
  const note = (id: string): void => {
    lastEventId = id;
  };
  const readOnce = (): Promise<CallError> =>
    readConnection({ ...options, onOpen }, lastEventId, note, stop.signal).then(
      () => lost('The connection to the server ended.'),
      asLost,
    );
  const run = async (): Promise<void> => {
    for (;;) {
      const why = await readOnce();
      if (stop.signal.aborted) return;
      if (!isPassing(why)) return options.onRefused?.(why);
      options.onAway?.(why);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (stop.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, pauseMillisecondsMax);
    }
  };
  void run();
  return () => stop.abort();
}
