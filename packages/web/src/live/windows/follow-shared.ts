import { refusals } from '../../resources/call.ts';
import { CallError } from '../../resources/call-error.ts';
import { credentialHeaders, credentialName } from '../../resources/credential.ts';
import type { FollowOptions } from '../follow.ts';
import { follow } from '../follow.ts';
import type { FromWorker, News, ToWorker, Wish } from './words.ts';
import { hereMilliseconds } from './words.ts';

/** What this window follows by the worker. */
interface Joined {
  take(news: News): void;
  /** Asks the worker, at first and after the window came back. */
  ask(): void;
  /** Goes on with a connection of its own. */
  leaveWorker(): void;
}

/** A worker that says nothing for so long will not. */
const answerMilliseconds = 5_000;

const joined = new Map<number, Joined>();
let port: MessagePort | undefined;
let isOff = typeof SharedWorker === 'undefined';
let lastId = 0;

const post = (message: ToWorker): void => port?.postMessage(message);

/** Where there is no worker, each window has a connection of its own, as good as it goes. */
function doWithout(): void {
  isOff = true;
  for (const each of [...joined.values()]) each.leaveWorker();
}

function connect(): void {
  if (port !== undefined) return;
  const worker = new SharedWorker(new URL('./live-worker.ts', import.meta.url), { type: 'module' });
  worker.onerror = doWithout;
  port = worker.port;
  port.onmessage = ({ data }: MessageEvent<FromWorker>) => joined.get(data.id)?.take(data.news);
  setInterval(() => {
    if (joined.size > 0) post({ kind: 'here' });
  }, hereMilliseconds);
  window.addEventListener('pagehide', () => post({ kind: 'bye' }));
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) for (const each of joined.values()) each.ask();
  });
}

function tell(options: FollowOptions, news: News): void {
  if (news.kind === 'open') options.onOpen?.();
  if (news.kind === 'alive') options.onAlive?.();
  if (news.kind === 'message') options.onMessage(news.message);
  if (news.kind === 'away') options.onAway?.(new CallError(news.problem));
  if (news.kind !== 'refused') return;
  if (news.problem.status === 401) refusals.value += 1;
  options.onRefused?.(new CallError(news.problem));
}

const wishOf = (options: FollowOptions, lastEventId: string | undefined): Wish => ({
  topics: options.topics,
  tables: options.tables,
  deviceId: options.deviceId,
  credential: credentialName(),
  headers: credentialHeaders(),
  lastEventId,
});

/**
 * Follows as `follow` does, over a connection that all windows of this browser have in common, so that any
 * number of them can be open. It belongs to a worker and not to one of the windows: whichever is closed,
 * the others go on.
 */
export function followShared(options: FollowOptions): () => void {
  if (isOff) return follow(options);
  connect();
  lastId += 1;
  const id = lastId;
  let { lastEventId } = options;
  let endOwn: (() => void) | undefined;
  const leaveWorker = (): void => {
    if (!joined.delete(id)) return;
    post({ kind: 'stop', id });
    endOwn = follow({ ...options, lastEventId });
  };
  const timer = setTimeout(doWithout, answerMilliseconds);
  const ask = (): void => post({ kind: 'follow', id, wish: wishOf(options, lastEventId) });
  joined.set(id, {
    ask,
    leaveWorker,
    take(news) {
      clearTimeout(timer);
      if (news.kind === 'message') lastEventId = news.message.id ?? lastEventId;
      tell(options, news);
    },
  });
  ask();
  return () => {
    clearTimeout(timer);
    if (joined.delete(id)) post({ kind: 'stop', id });
    endOwn?.();
  };
}
