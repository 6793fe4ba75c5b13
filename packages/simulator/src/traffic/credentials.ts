import {
  createKey,
  createToken,
  createUser,
  register,
  revokeKey,
  updateUser,
} from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import { ClientError } from '@homepot/client';
import { trafficLimits as limits } from './traffic-limits.ts';

/** The people that have an account, and ask the server what they look at. */
export const accountNames = ['sim-ada', 'sim-grace', 'sim-linus', 'sim-tove'] as const;

const hourMs = 3_600_000;

/** A key that the traffic made for itself. */
export interface OwnKey {
  readonly id: string;
  readonly key: string;
}

/** Makes a key of the simulation, which ends by itself should nobody take it back. */
export async function makeKey(admin: Client, scope: 'ingest' | 'read'): Promise<OwnKey> {
  const expires = new Date(Date.now() + limits.keyHours * hourMs);
  const { id, key } = await admin.call(createKey, {
    body: {
      name: `simulated traffic (${scope})`,
      scope,
      provenance: 'simulated',
      expires_at: expires.toISOString(),
    },
  });
  return { id, key };
}

/** Takes a key back. That it is gone is as good. */
export async function takeBack(admin: Client, id: string, signal: AbortSignal): Promise<void> {
  try {
    await admin.call(revokeKey, { parameters: { id }, signal });
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
  }
}

const isTaken = (error: unknown): boolean => error instanceof ClientError && error.status === 409;

/**
 * Registers a simulated person, or gives the one who is there a new password, which nobody but this
 * process knows. Where people may not register themselves, the administrator enters them.
 */
async function enterPerson(admin: Client, username: string): Promise<string> {
  const password = `${crypto.randomUUID()}${crypto.randomUUID()}`;
  const body = { username, email: `${username}@simulation.invalid`, password };
  try {
    await admin.call(register, { body });
  } catch (error) {
    if (!(error instanceof ClientError) || error.status === 0 || error.status >= 500) throw error;
    const create = admin.call(createUser, { body });
    await create.catch(async (failure: unknown) => {
      if (!isTaken(failure)) throw failure;
      const change = { password, is_active: true, is_admin: false };
      await admin.call(updateUser, { parameters: { username }, body: change });
    });
  }
  return password;
}

/** A person who is signed in, and stays so. */
export interface SignedIn {
  readonly username: string;
  /** A token that is still good for a while. */
  token(): Promise<string>;
}

/** Signs a simulated person in; tokens are renewed before they end. */
export async function signIn(admin: Client, username: string): Promise<SignedIn> {
  const password = await enterPerson(admin, username);
  let known: { readonly text: string; readonly untilMs: number } | undefined;
  return {
    username,
    async token() {
      if (known === undefined || known.untilMs < Date.now()) {
        const made = await admin.call(createToken, { body: { username, password } });
        known = { text: made.access_token, untilMs: Date.now() + made.expires_in * 500 };
      }
      return known.text;
    },
  };
}
