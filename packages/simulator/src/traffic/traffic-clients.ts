import type { Client } from '@homepot/client';
import { createClient } from '@homepot/client';
import type { OwnKey } from './credentials.ts';
import { accountNames, makeKey, signIn, takeBack } from './credentials.ts';
import { trafficLimits as limits } from './traffic-limits.ts';
import type { TrafficOptions } from './traffic-options.ts';

/** As whom the traffic speaks to the server. */
export interface TrafficClients {
  /** As the administrator who lets it play. Its calls end when the traffic is over. */
  readonly admin: Client;
  /** Sends rows, which the key marks as simulated; also after the traffic is over. */
  readonly ingest: () => Client;
  readonly reader: () => Client;
  /** A simulated person who has an account. */
  readonly person: (username: string) => Client | undefined;
  /** Makes new keys: those that were there ended. */
  renew(): Promise<void>;
  /** Takes every key back. */
  close(signal: AbortSignal): Promise<void>;
}

const headers = { 'user-agent': 'homepot-traffic' };

/** Every call ends in time, and when the traffic is over. */
function boundedFetch(ending: AbortSignal): typeof fetch {
  return (input, init) => {
    const signals = [ending, AbortSignal.timeout(limits.questionMilliseconds)];
    if (init?.signal) signals.push(init.signal);
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
}

/**
 * Makes the keys of the traffic and signs its people in. When it fails, the keys are taken back.
 * Rejects with a ClientError where the credential may not administer.
 */
export async function openTrafficClients(
  { url, key }: TrafficOptions,
  ending: AbortSignal,
): Promise<TrafficClients> {
  const bounded = { url, headers, fetch: boundedFetch(ending) };
  const admin = createClient({ ...bounded, key });
  const keys: OwnKey[] = [];
  const people = new Map<string, Client>();
  const obtain = async (scope: 'ingest' | 'read'): Promise<string> => {
    const made = await makeKey(admin, scope);
    keys.push(made);
    return made.key;
  };
  const close = async (signal: AbortSignal): Promise<void> => {
    const last = createClient({ url, headers, key });
    await Promise.allSettled(keys.map(({ id }) => takeBack(last, id, signal)));
  };
  const connect = async () => ({
    ingest: createClient({ url, headers, key: await obtain('ingest') }),
    reader: createClient({ ...bounded, key: await obtain('read') }),
  });
  const open = async () => {
    const connected = await connect();
    for (const name of accountNames) {
      const { token } = await signIn(admin, name);
      people.set(name, createClient({ ...bounded, key: token }));
    }
    return connected;
  };
  try {
    let connected = await open();
    return {
      admin,
      ingest: () => connected.ingest,
      reader: () => connected.reader,
      person: (username) => people.get(username),
      renew: async () => {
        connected = await connect();
      },
      close,
    };
  } catch (error) {
    await close(AbortSignal.timeout(limits.stopMilliseconds));
    throw error;
  }
}
