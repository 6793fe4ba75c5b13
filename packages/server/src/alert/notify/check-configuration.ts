import type { NotifierKind } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import { checkTarget } from './address/check-target.ts';
import { NameNotFoundError, resolveTarget } from './address/resolve-target.ts';
import type { NotifyDependencies } from './dependencies.ts';
import type { NotifierConfiguration } from './notifier.ts';

type Given = NotifierConfiguration;

const fieldsOf: Readonly<Record<NotifierKind, readonly (keyof Given)[]>> = {
  webhook: ['url'],
  email: ['to'],
  log: [],
};

function requireFields(kind: NotifierKind, given: Given): void {
  const wanted = fieldsOf[kind];
  for (const name of wanted) {
    if (given[name] === undefined) {
      const path = `configuration.${name}`;
      throw new HomepotError('parameter_invalid', { path, message: `A ${kind} needs ${path}` });
    }
  }
  for (const name of Object.keys(given) as (keyof Given)[]) {
    if (given[name] !== undefined && !wanted.includes(name)) {
      const path = `configuration.${name}`;
      throw new HomepotError('parameter_invalid', { path, message: `A ${kind} takes no ${path}` });
    }
  }
}

/**
 * Where a notifier is to tell, checked. A webhook whose name leads nowhere yet is taken: it is
 * looked up again before each message. Throws parameter_invalid, address_refused, and
 * notifier_unusable for e-mail without a mail server.
 */
export async function checkConfiguration(
  { webhook, email }: NotifyDependencies,
  kind: NotifierKind,
  given: Given,
): Promise<Given> {
  requireFields(kind, given);
  if (kind === 'email' && (email.smtpUrl === undefined || email.smtpFrom === undefined)) {
    throw new HomepotError('notifier_unusable', { message: 'SMTP_URL and SMTP_FROM are not set' });
  }
  if (kind === 'email') return { to: [...new Set(given.to)] };
  if (kind !== 'webhook') return {};
  const url = checkTarget(given.url ?? '', webhook);
  const signal = AbortSignal.timeout(limits.notificationMillisecondsMax);
  try {
    await resolveTarget(url, webhook, signal);
  } catch (error) {
    if (!(error instanceof NameNotFoundError)) throw error;
  }
  return { url: url.href };
}
