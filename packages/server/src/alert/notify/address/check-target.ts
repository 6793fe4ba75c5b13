import { HomepotError } from '../../../kernel/index.ts';

/** Ports from 1024 on at which other things than web servers listen, which text may be meant for. */
const refusedPorts = new Set([
  1433, 1521, 1719, 1720, 1723, 2049, 2375, 2379, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432,
  5672, 5900, 5984, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 10080, 10250,
  11211, 27017,
]);

const isPortAllowed = (port: number): boolean =>
  port === 80 || port === 443 || (port >= 1_024 && !refusedPorts.has(port));

export interface TargetRules {
  /** Whether http:// will do. */
  readonly httpAllowed: boolean;
}

const refuse = (message: string): HomepotError =>
  new HomepotError('address_refused', { path: 'configuration.url', message });

/** The port that a URL means. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** The host of a URL as the system names it: IPv6 without brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * The URL of a webhook, taken apart once: what is checked is what is called. Says nothing about
 * where its name leads. Throws address_refused, also for a user or password within it, which would
 * be shown to whoever may see the notifier.
 */
export function checkTarget(text: string, { httpAllowed }: TargetRules): URL {
  if (!URL.canParse(text)) throw refuse('This is no URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refuse(`${url.protocol} is not https:`);
  }
  if (url.protocol === 'http:' && !httpAllowed) throw refuse('http: is not encrypted');
  if (url.username !== '' || url.password !== '') {
    throw refuse('A URL with a user or password is not taken; webhooks are signed');
  }
  if (!isPortAllowed(portOf(url))) throw refuse(`Port ${portOf(url)} is not one of web servers`);
  url.hash = '';
  return url;
}
