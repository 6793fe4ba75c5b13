import type { NotificationBody } from '@homepot/catalogue';
import type { Attempt } from './attempt.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { describeBody } from './describe-body.ts';
import { sendEmail } from './email/send-email.ts';
import type { StoredNotifier } from './notifier.ts';
import { secretOwner } from './notifier.ts';
import { sendWebhook } from './webhook/send-webhook.ts';

/** A message and who tells it. */
export interface Outgoing {
  readonly notifier: Pick<
    StoredNotifier,
    | 'id'
    | 'name'
    | 'kind'
    | 'configuration'
    | 'secret'
    | 'previous_secret'
    | 'previous_secret_until'
  >;
  readonly eventId: string;
  readonly body: NotificationBody;
}

/** The secrets that sign now; undefined where one cannot be read. */
function openSecrets(
  { secretBox, clock }: NotifyDependencies,
  { id, secret, previous_secret, previous_secret_until }: Outgoing['notifier'],
): readonly string[] | undefined {
  const bothSign =
    previous_secret_until !== null && Date.parse(previous_secret_until) > clock.nowMs();
  const boxes = [secret, ...(bothSign ? [previous_secret] : [])].filter((box) => box !== null);
  const secrets = boxes.flatMap((box) => secretBox.open(box, secretOwner(id)) ?? []);
  return secrets.length === boxes.length && secrets.length > 0 ? secrets : undefined;
}

/** Tells a message once, in the way of its notifier. Never rejects. */
export async function attemptDelivery(
  deps: NotifyDependencies,
  { notifier, eventId, body }: Outgoing,
  stopped: AbortSignal,
): Promise<Attempt> {
  const { clock, log, webhook, email } = deps;
  const { url = '', to = [] } = notifier.configuration;
  switch (notifier.kind) {
    case 'log':
      log.warn({ notifier: notifier.name, notification: body }, describeBody(body).line);
      return { outcome: 'sent' };
    case 'email':
      return sendEmail(email, { to, id: eventId, body }, stopped);
    case 'webhook': {
      const secrets = openSecrets(deps, notifier);
      if (secrets === undefined) {
        const error = 'The secret cannot be read: SECRET_KEY is another. Replace the secret';
        return { outcome: 'refused', error };
      }
      const message = { url, id: eventId, body: JSON.stringify(body), secrets };
      return sendWebhook(clock, webhook, message, stopped);
    }
  }
}
