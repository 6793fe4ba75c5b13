import { Client } from 'pg';
import type { Clock, Log } from '../kernel/index.ts';
import { limits } from '../kernel/index.ts';

/** A connection of its own that hears the notifications of one channel. */
export interface Listener {
  /** Connects where it is not connected and the last attempt is long enough ago. Never throws. */
  look(): Promise<void>;
  /** Whether notifications are heard now; those sent before were missed. */
  isListening(): boolean;
  stop(): Promise<void>;
}

export interface ListenerOptions {
  readonly connectionString: string;
  /** A plain name: lower case letters and underscores. */
  readonly channel: string;
  readonly onNotified: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Creates the listener; it connects when it is first asked to look, again and again. Behind a pool
 * that shares out its connections by transaction, nothing is ever heard: who relies on it asks the
 * database now and then all the same.
 */
export function createListener(options: ListenerOptions): Listener {
  const { connectionString, channel, onNotified, clock, log } = options;
  let client: Client | undefined;
  let listening = false;
  let stopped = false;
  let triedMs = Number.NEGATIVE_INFINITY;

  function lose(lost: Client, reason: string): void {
    if (client !== lost) return;
    if (listening) log.warn({ reason }, 'the connection for notifications was lost');
    client = undefined;
    listening = false;
  }

  async function connect(): Promise<void> {
    const fresh = new Client({
      connectionString,
      application_name: 'homepot listener',
      connectionTimeoutMillis: limits.databaseConnectMillisecondsMax,
      keepAlive: true,
    });
    client = fresh;
    fresh.on('notification', onNotified);
    fresh.on('error', ({ message }) => lose(fresh, message));
    fresh.on('end', () => lose(fresh, 'it was closed'));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN "${channel}"`);
      listening = client === fresh;
    } catch (error) {
      log.debug({ err: error }, 'notifications cannot be heard yet');
      lose(fresh, 'it could not be opened');
      await fresh.end().catch(() => undefined);
      return;
    }
    // What was sent before it listened was missed.
    onNotified();
  }

  return {
    async look() {
      if (stopped || client !== undefined) return;
      if (clock.monotonicMs() - triedMs < limits.listenRetryMilliseconds) return;
      triedMs = clock.monotonicMs();
      await connect();
    },
    isListening: () => listening,
    async stop() {
      stopped = true;
      const last = client;
      client = undefined;
      listening = false;
      await last?.end().catch(() => undefined);
    },
  };
}
