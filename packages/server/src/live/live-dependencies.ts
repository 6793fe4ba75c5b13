import type { Clock, Log } from '../kernel/index.ts';
import type { Database, Listener } from '../store/index.ts';

/** What the room needs. */
export interface LiveDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Tells this server from others, and stays with its data folder. */
  readonly serverId: string;
  /** Opens a connection of its own for notifications. */
  listen(heard: { readonly channel: string; readonly onNotified: () => void }): Listener;
  /** Age of the oldest batch that this server has taken and not stored, seconds. */
  lagSeconds(): number;
}
