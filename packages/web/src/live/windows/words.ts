import type { LiveMessage, LiveTopic } from '@homepot/catalogue';
import type { CallProblem } from '../../resources/call-error.ts';

/** What a window wants to follow, and as whom. */
export interface Wish {
  readonly topics: readonly LiveTopic[] | undefined;
  readonly tables: readonly string[] | undefined;
  readonly deviceId: string | undefined;
  /** Names the credential; windows of different ones share nothing. */
  readonly credential: string;
  /** What proves it, where the cookie does not. */
  readonly headers: Readonly<Record<string, string>>;
  /** The id of the last message that the window has. */
  readonly lastEventId: string | undefined;
}

/** What happens to a stream, as its followers are told. */
export type News =
  | { readonly kind: 'joined' | 'open' | 'alive' }
  | { readonly kind: 'message'; readonly message: LiveMessage }
  | { readonly kind: 'away' | 'refused'; readonly problem: CallProblem };

/** From a window to the worker; `id` is what the window calls this wish. */
export type ToWorker =
  | { readonly kind: 'follow'; readonly id: number; readonly wish: Wish }
  | { readonly kind: 'stop'; readonly id: number }
  /** The window is still there; or it goes. */
  | { readonly kind: 'here' | 'bye' };

/** From the worker to a window. */
export interface FromWorker {
  readonly id: number;
  readonly news: News;
}

/** How often a window that follows something says that it is there, milliseconds. */
export const hereMilliseconds = 10_000;
