import type { AnswerOf, NotifierKind, showNotifier } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';

/** A notifier as the API shows it. */
export type Notifier = AnswerOf<typeof showNotifier>;

/** Where a notifier tells: a webhook has a `url`, e-mail has recipients. */
export interface NotifierConfiguration {
  readonly url?: string;
  readonly to?: readonly string[];
}

/** A notifier as it is stored; secrets are boxes. */
export interface StoredNotifier {
  readonly id: number;
  readonly name: string;
  readonly kind: NotifierKind;
  readonly configuration: NotifierConfiguration;
  readonly secret: Buffer | null;
  readonly previous_secret: Buffer | null;
  readonly previous_secret_until: string | null;
  readonly enabled: boolean;
  readonly disabled_reason: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export const notifierColumns = `n.id, n.name, n.kind, n.configuration, n.secret, n.previous_secret,
  n.previous_secret_until, n.enabled, n.disabled_reason, n.created_at, n.updated_at`;

/** What the API shows of a notifier: all but its secrets. */
export function toNotifier(
  { secret, previous_secret, previous_secret_until, ...shown }: StoredNotifier,
  nowMs: number,
): Notifier {
  const bothSign =
    previous_secret !== null &&
    previous_secret_until !== null &&
    Date.parse(previous_secret_until) > nowMs;
  return {
    ...shown,
    has_secret: secret !== null,
    previous_secret_until: bothSign ? previous_secret_until : null,
  };
}

/** What the box of a notifier's secret is bound to. */
export const secretOwner = (id: number): string => `notifier:${id}`;

export const notifierNotFound = (): HomepotError =>
  new HomepotError('not_found', { message: 'There is no notifier of that id' });
