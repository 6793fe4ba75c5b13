import type { Client } from './client.ts';

let client: Client | undefined;

/** What the page tells the house through, once it is known. */
export const currentClient = (): Client | undefined => client;

export function setClient(made: Client): void {
  client = made;
}

/** Runs what must never disturb the page. */
export function quietly<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** Tells the client, if there is one: none before `init`, and none where nobody wants to be seen. */
export const tell = (run: (to: Client) => void): void => {
  quietly(() => client && run(client));
};
