import type { LiveMessage, LiveTopic } from '@homepot/catalogue';
import { followLive as route } from '@homepot/catalogue';
import { ClientError } from '../client-error.ts';
import { pause, readPause } from '../retry.ts';
import type { Opener } from '../transport.ts';
import { toUnreachable } from '../transport.ts';
import { readEvents } from './read-events.ts';

/** What is followed, and from where on. */
export interface LiveOptions {
  /** All unless given. */
  readonly topics?: readonly LiveTopic[];
  /** Also the rows that are stored in these tables. */
  readonly tables?: readonly string[];
  /** The id of the last message that is known already. */
  readonly lastEventId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told when the connection was lost, before it is tried again. */
  readonly onAway?: ((error: ClientError) => void) | undefined;
  /** Told when it is there, at first and again. */
  readonly onOpen?: (() => void) | undefined;
}

const pauses = { attemptsMax: Number.POSITIVE_INFINITY, pauseMs: 250, pauseMsMax: 5_000 };

/** Silence of three heartbeats: the connection is dead, though nobody said so. */
const silenceMsMax = 45_000;

/** Whether it may be there in a moment: what the server says about the call itself stays as it is. */
const isPassing = ({ status }: ClientError): boolean =>
  status === 0 || status === 429 || status >= 500;

/** The pieces of a body; throws where none comes for too long. */
async function* readPieces(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const silence = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('nothing came for too long')), silenceMsMax);
      });
      const { value, done } = await Promise.race([reader.read(), silence]).finally(() =>
        clearTimeout(timer),
      );
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The messages of one connection, up to its end. */
async function* readOnce(
  open: Opener,
  options: LiveOptions,
  lastEventId: string | undefined,
): AsyncGenerator<LiveMessage> {
  const { topics, tables, signal, onOpen } = options;
  const headers = {
    accept: 'text/event-stream',
    ...(lastEventId && { 'last-event-id': lastEventId }),
  };
  const call = {
    method: route.method,
    path: route.path,
    query: { topics, tables },
    headers,
    signal,
  };
  const { response, origin } = await open(call);
  onOpen?.();
  if (response.body === null) return;
  try {
    for await (const { event, id, data } of readEvents(readPieces(response.body))) {
      yield { event, ...(id === undefined ? {} : { id }), data: JSON.parse(data) } as LiveMessage;
    }
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw toUnreachable(error, origin);
  }
}

/** Tells that a connection was lost that may be there again in a moment; throws what will not pass. */
function noteLost(error: unknown, { signal, onAway }: LiveOptions): number | undefined {
  if (signal?.aborted === true) return undefined;
  if (!(error instanceof ClientError) || !isPassing(error)) throw error;
  onAway?.(error);
  return error.retryAfterSeconds;
}

/**
 * What happens on a server, message by message, until the signal is given. A connection that is lost is
 * opened again and goes on where it was, so that nothing is missing; where the server cannot go on
 * there, it sends a `picture` with `reset`. Throws a ClientError where the server refuses.
 */
export async function* followLive(
  open: Opener,
  options: LiveOptions = {},
): AsyncGenerator<LiveMessage> {
  const { signal } = options;
  let { lastEventId } = options;
  let attempt = 0;
  while (signal?.aborted !== true) {
    let waitSeconds: number | undefined;
    attempt += 1;
    try {
      for await (const message of readOnce(open, options, lastEventId)) {
        attempt = 1;
        lastEventId = message.id ?? lastEventId;
        if (message.event !== 'end') yield message;
      }
    } catch (error) {
      waitSeconds = noteLost(error, options);
    }
    await pause(readPause(attempt, waitSeconds, pauses), signal).catch(() => undefined);
  }
}
