import { Webhook } from 'standardwebhooks';

/** What is signed. */
export interface Signed {
  readonly id: string;
  readonly atMs: number;
  readonly body: string;
  /** The secret, and the one before it while both hold. */
  readonly secrets: readonly string[];
}

/** The headers of a webhook by the Standard Webhooks specification, with a signature by each secret. */
export function signHeaders({ id, atMs, body, secrets }: Signed): Readonly<Record<string, string>> {
  const at = new Date(atMs);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(atMs / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
