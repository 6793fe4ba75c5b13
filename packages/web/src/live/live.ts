import type { LiveMessage, LivePicture, LiveTopic } from '@homepot/catalogue';
import { signal } from '@preact/signals';
import type { CallError } from '../resources/call-error.ts';
import { applyMessage } from './apply-message.ts';
import { isVisible, onVisible } from './visible.ts';
import { followShared } from './windows/follow-shared.ts';

/**
 * `live`: told within a second. `connecting`: for the first time. `away`: the server does not answer,
 * what is shown is stale. `paused`: by the user. `refused`: this person may not follow, pages ask
 * again from time to time instead. A hidden tab closes the connection and resumes where it was.
 */
export type LiveState = 'connecting' | 'live' | 'away' | 'paused' | 'refused';

type Listener = (message: LiveMessage) => void;

/** How the connection is. */
export const liveState = signal<LiveState>('connecting');
/** When something came last, milliseconds since 1970; undefined before. */
export const liveAtMs = signal<number | undefined>(undefined);
/** Everything that is told live, as it is now; undefined until it is known. */
export const livePicture = signal<LivePicture | undefined>(undefined);

const listeners = new Map<Listener, ReadonlySet<LiveTopic>>();
let lastEventId: string | undefined;
let end: (() => void) | undefined;
let followed: readonly LiveTopic[] | undefined;

function concerns(message: LiveMessage, topics: ReadonlySet<LiveTopic>): boolean {
  if (message.event === 'picture') return true;
  return (
    message.event === 'change' && [...topics].some((topic) => message.data[topic] !== undefined)
  );
}

function take(message: LiveMessage): void {
  livePicture.value = applyMessage(livePicture.peek(), message);
  lastEventId = message.id ?? lastEventId;
  for (const [listener, topics] of listeners) {
    if (concerns(message, topics)) listener(message);
  }
}

const noteAway =
  (state: LiveState) =>
  (_error: CallError): void => {
    liveState.value = state;
  };

function open(): void {
  end?.();
  end = followShared({
    ...(followed === undefined ? {} : { topics: followed }),
    lastEventId,
    onMessage: take,
    onAlive: () => {
      liveAtMs.value = Date.now();
    },
    onOpen: () => {
      liveState.value = 'live';
      liveAtMs.value = Date.now();
    },
    onAway: noteAway('away'),
    onRefused: noteAway('refused'),
  });
}

function close(): void {
  end?.();
  end = undefined;
}

/** Calls back with every message about one of the topics, and with every new picture; returns how to stop. */
export function onLive(topics: readonly LiveTopic[], listener: Listener): () => void {
  listeners.set(listener, new Set(topics));
  return () => {
    listeners.delete(listener);
  };
}

/** Begins to follow these topics, or all, as long as the page is seen and not paused. Once a page. */
export function startLive(topics?: readonly LiveTopic[]): void {
  followed = topics;
  const look = (): void => {
    if (liveState.peek() === 'paused') return;
    if (!isVisible()) close();
    else if (end === undefined) open();
  };
  document.addEventListener('visibilitychange', look);
  onVisible(look);
  look();
}

/** Holds everything as it is, or goes on from there without a hole. */
export function pauseLive(isPaused: boolean): void {
  if (isPaused) {
    close();
    liveState.value = 'paused';
  } else if (liveState.peek() === 'paused') {
    liveState.value = 'connecting';
    open();
  }
}
