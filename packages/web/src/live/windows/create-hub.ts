import type { LivePicture } from '@homepot/catalogue';
import type { CallError } from '../../resources/call-error.ts';
import { applyMessage } from '../apply-message.ts';
import type { FollowOptions } from '../follow.ts';
import type { News, Wish } from './words.ts';

type Listener = (news: News) => void;

/** One stream, and what is known by it. Without followers it is closed, and goes on from there later. */
interface Stream {
  readonly listeners: Set<Listener>;
  picture: LivePicture | undefined;
  lastEventId: string | undefined;
  isOpen: boolean;
  end: (() => void) | undefined;
}

/** Streams that nobody follows, of which the picture is remembered. */
const idleStreamsMax = 8;

const nameOf = ({ topics, tables, deviceId, credential }: Wish): string =>
  JSON.stringify([credential, topics, tables, deviceId]);

function tell({ listeners }: Stream, news: News): void {
  for (const listener of [...listeners]) listener(news);
}

/** Tells a window that joins what the others know already. */
function greet({ picture, lastEventId, isOpen }: Stream, wish: Wish, listener: Listener): void {
  listener({ kind: 'joined' });
  if (isOpen) listener({ kind: 'open' });
  if (picture === undefined || wish.lastEventId === lastEventId) return;
  const data = { ...picture, reset: true };
  listener({ kind: 'message', message: { event: 'picture', id: lastEventId ?? '', data } });
}

/**
 * Lets any number of windows follow the same over one connection: a browser has six to a server, and a
 * window too many would hang. Who joins gets the picture as it is by now, then everything that the others
 * get; so does who comes back, since what it missed is in that picture. The last who leaves closes the
 * connection; it is opened again from the last message, so that nothing is missing.
 */
export function createHub(follow: (options: FollowOptions) => () => void) {
  const streams = new Map<string, Stream>();

  function forgetIdle(): void {
    const idle = [...streams].filter(([, { end }]) => end === undefined);
    for (const [name] of idle.slice(0, -idleStreamsMax)) streams.delete(name);
  }

  function open(name: string, stream: Stream, wish: Wish): void {
    const { topics, tables, deviceId, headers } = wish;
    const away = (kind: 'away' | 'refused') => (error: CallError) => {
      stream.isOpen = false;
      tell(stream, { kind, problem: error.problem });
    };
    stream.end = follow({
      ...(topics === undefined ? {} : { topics }),
      ...(tables === undefined ? {} : { tables }),
      deviceId,
      headers,
      lastEventId: stream.lastEventId,
      onMessage(message) {
        stream.picture = applyMessage(stream.picture, message);
        stream.lastEventId = message.id ?? stream.lastEventId;
        tell(stream, { kind: 'message', message });
      },
      onAlive: () => tell(stream, { kind: 'alive' }),
      onOpen() {
        stream.isOpen = true;
        tell(stream, { kind: 'open' });
      },
      onAway: away('away'),
      onRefused(error) {
        streams.delete(name);
        away('refused')(error);
      },
    });
  }

  function streamOf(name: string): Stream {
    const known = streams.get(name);
    if (known !== undefined) return known;
    const stream: Stream = {
      listeners: new Set(),
      picture: undefined,
      lastEventId: undefined,
      isOpen: false,
      end: undefined,
    };
    streams.set(name, stream);
    return stream;
  }

  return {
    /** Follows until the returned function is called. */
    join(wish: Wish, listener: Listener): () => void {
      const name = nameOf(wish);
      const stream = streamOf(name);
      greet(stream, wish, listener);
      stream.listeners.add(listener);
      if (stream.end === undefined) open(name, stream, wish);
      return () => {
        stream.listeners.delete(listener);
        if (stream.listeners.size > 0) return;
        stream.end?.();
        stream.end = undefined;
        stream.isOpen = false;
        forgetIdle();
      };
    },
  };
}
