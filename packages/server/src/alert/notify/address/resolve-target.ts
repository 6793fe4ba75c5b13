import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { HomepotError, limits } from '../../../kernel/index.ts';
import type { AddressRules } from './address-rules.ts';
import { hostOf } from './check-target.ts';

export interface ResolveOptions {
  readonly rules: AddressRules;
  /** Name servers (`127.0.0.1:53`) to ask instead of those of the system. */
  readonly nameServers?: readonly string[] | undefined;
}

/** The name has no address, or nobody answered who knows it. */
export class NameNotFoundError extends Error {
  override readonly name = 'NameNotFoundError';
}

/**
 * Asks DNS itself: the system's own lookup would hold one of the few threads that files are written
 * by, for as long as a name server likes. So a name in /etc/hosts is not known here.
 */
async function lookUp(
  name: string,
  { nameServers }: ResolveOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const resolver = new Resolver({
    timeout: limits.nameLookupMillisecondsMax,
    tries: limits.nameLookupAttemptsMax,
  });
  if (nameServers !== undefined) resolver.setServers(nameServers);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  signal.removeEventListener('abort', cancel);
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (found.length > 0) return found;
  const [failed] = answers.filter((answer) => answer.status === 'rejected');
  const code = (failed?.reason as { readonly code?: string } | undefined)?.code ?? 'no address';
  throw new NameNotFoundError(`${name} has no address (${code})`);
}

/**
 * The addresses of a URL, each of which is allowed: a name with even one that is not is refused, or
 * chance would decide. Whoever connects must use these and not look the name up again: it may lead
 * elsewhere a moment later. Throws address_refused, and NameNotFoundError.
 */
export async function resolveTarget(
  url: URL,
  options: ResolveOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const host = hostOf(url);
  const addresses = isIP(host) === 0 ? await lookUp(host, options, signal) : [host];
  const refused = addresses.find((address) => !options.rules.isAllowed(address));
  if (refused === undefined) return addresses;
  throw new HomepotError('address_refused', {
    path: 'configuration.url',
    message:
      refused === host
        ? `${host} is not a public address`
        : `${host} leads to ${refused}, which is not a public address`,
  });
}
