import { isIP } from 'node:net';

/** Proxies whose word is believed: so many in a row, those of these addresses, or none. */
export type TrustedProxies = false | number | string[];

const proxiesMax = 16;
const words = new Map<string, TrustedProxies>([
  ['true', 1],
  ['yes', 1],
  ['false', false],
  ['no', false],
  ['0', false],
]);
/** Names of ranges that Fastify knows. */
const rangeNames = new Set(['loopback', 'linklocal', 'uniquelocal']);

function isRange(text: string): boolean {
  if (rangeNames.has(text)) return true;
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  // A prefix of no bits would believe everybody.
  if (prefix === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}

/**
 * Reads which proxies are believed. A number counts them from the server outwards: what the sender
 * wrote into X-Forwarded-For stands farther out, and is not believed.
 */
export function readTrustedProxies(text: string): TrustedProxies {
  const word = words.get(text.toLowerCase());
  if (word !== undefined) return word;
  const hops = Number(text);
  if (/^\d{1,2}$/.test(text) && hops >= 1 && hops <= proxiesMax) return hops;
  const ranges = text.split(',').map((part) => part.trim().toLowerCase());
  if (ranges.every(isRange)) return ranges;
  throw new Error(
    `must be true, false, a number of proxies up to ${proxiesMax}, or addresses of proxies, such as 10.0.0.0/8,loopback`,
  );
}
