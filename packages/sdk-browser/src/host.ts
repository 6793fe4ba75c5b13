import { answerMillisecondsMax } from './limits.ts';

/** What the SDK needs of a browser; a test gives its own. */
export interface Host {
  /** Milliseconds since 1970, by the clock of the browser. */
  nowMs(): number;
  random(bytes: number): Uint8Array;
  /** From 0 to 1, for pauses. */
  chance(): number;
  /** What lasts longer than the page; undefined where the visitor has switched it off. */
  readonly storage: Storage | undefined;
  /** Rejects where no answer comes. */
  post(url: string, body: string): Promise<Response>;
  /** Hands over what outlives the page; false where the browser does not take it. */
  beacon(url: string, body: string): boolean;
  later(run: () => void, milliseconds: number): () => void;
}

function storageOf(page: Window): Storage | undefined {
  try {
    return page.localStorage;
  } catch {
    return undefined;
  }
}

/** The browser that a page is shown in. */
export function createHost(page: Window & typeof globalThis): Host {
  const { navigator } = page;
  return {
    nowMs: () => Date.now(),
    random: (bytes) => page.crypto.getRandomValues(new Uint8Array(bytes)),
    chance: Math.random,
    storage: storageOf(page),
    post: (url, body) =>
      // Plain text without cookies is sent without asking first.
      page.fetch(url, {
        method: 'POST',
        body,
        keepalive: true,
        credentials: 'omit',
        signal: AbortSignal.timeout?.(answerMillisecondsMax),
      }),
    beacon: (url, body) => navigator.sendBeacon?.(url, body),
    later(run, milliseconds) {
      const timer = page.setTimeout(run, milliseconds);
      return () => page.clearTimeout(timer);
    },
  };
}

/** Whether the visitor has told the browser that nobody is to follow what is done. */
export function refusesToBeSeen(page: Window): boolean {
  const { doNotTrack, globalPrivacyControl } = page.navigator as Navigator & {
    readonly globalPrivacyControl?: boolean;
  };
  return doNotTrack === '1' || globalPrivacyControl === true;
}
