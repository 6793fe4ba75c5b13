import { isIP } from 'node:net';

/** An address as PostgreSQL takes it: without a zone, IPv4 as such; undefined for anything else. */
export function readAddress(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined;
  const zone = address.indexOf('%');
  const plain = zone === -1 ? address : address.slice(0, zone);
  const text = plain.startsWith('::ffff:') && plain.includes('.') ? plain.slice(7) : plain;
  return isIP(text) === 0 ? undefined : text;
}
